import { sayHowFar } from '../database/how-far';
import { HEARTBEAT_BOUND_SECONDS } from '../database/recovered-moment';
import type { NotCompared } from './data-loss';
import { duration } from './duration';
import { wasReached } from './ending';
import type { RestoreReport } from './model';

/** Of the section: where nothing was lost, it is about the recovery point only. */
export const lossHeading = ({ dataLossWindow }: RestoreReport): string =>
  dataLossWindow === null ? 'Recovery point' : 'Data-loss window';

/** What moment the stores hold, how far that is proved, and what production lacks since; empty when the first is not known. */
export function lossWords(report: RestoreReport): string {
  const lost = lostSince(report);
  return [moment(report), ...(lost === '' ? [] : [lost])].filter((text) => text !== '').join(' ');
}

function moment(report: RestoreReport): string {
  const { database, candidate, scope, ending } = report;
  if (database === null || candidate === null) return '';
  if (!wasReached(ending)) {
    if (scope === 'objects') return '';
    return `${database.identifier} was recovered to **${database.recoveredTo}** (${howKnown(database)}), and is not verified.`;
  }
  const went =
    scope === 'objects'
      ? `The objects went back to **${candidate.time}**`
      : `The database was recovered to **${database.recoveredTo}** (${howKnown(database)})`;
  return `${went}, ${whenThatWas(candidate.time, report)}.`;
}

/** Of whole seconds UTC, which compare as text. */
function whenThatWas(time: string, { incidentStart, targetTime, recoveryPointSeconds }: RestoreReport): string {
  const [moment, what] =
    incidentStart === null ? [targetTime ?? time, 'the target time'] : [incidentStart, 'the incident began'];
  if (time === moment) return incidentStart === null ? 'which is the target time' : 'when the incident began';
  return time > moment ? `after ${what}` : `${duration(recoveryPointSeconds ?? 0)} before ${what}`;
}

/** What proves the moment, and how much of it is not proved. */
function howKnown({ provedTo, recoveredToSource, notProvedSeconds }: NonNullable<RestoreReport['database']>): string {
  if (provedTo === null) return 'the requested point, not proved: no heartbeat';
  const by = recoveredToSource === 'replay' ? 'the last commit that recovery replayed' : 'its newest heartbeat';
  const proved = `proved up to ${provedTo} by ${by}`;
  if (notProvedSeconds === null || notProvedSeconds <= HEARTBEAT_BOUND_SECONDS) return proved;
  return `${proved}; the ${notProvedSeconds} s after that are less certain: nothing proves that their writes are there`;
}

function lostSince({ dataLossWindow, mode, scope, ending: { cutOver, rewoundTo } }: RestoreReport): string {
  if (dataLossWindow === null) {
    return mode === 'drill'
      ? 'Production lost nothing.'
      : 'Nothing was lost: production has what it had before this run.';
  }
  const { from, until, seconds } = dataLossWindow;
  const window = `from ${from} until ${clock(until)} (${duration(seconds)})`;
  if (cutOver === 'none' && scope !== 'objects') {
    return `Objects written ${window} are covered, and still in older object versions. No row was lost.`;
  }
  const may = cutOver === 'begun' ? 'may not be' : 'are not';
  const [stores, old] = whereItIs(scope, rewoundTo !== null);
  return `Writes ${window} ${may} in ${stores}; they are still in ${old}.`;
}

/** What lacks the late writes, and what still has them. */
function whereItIs(scope: RestoreReport['scope'], rewound: boolean): readonly [string, string] {
  if (scope === 'objects') return ['the bucket as it is now', 'older object versions'];
  if (!rewound) return ['the restored database', 'the old database'];
  return ['the restored stores', 'the old database and in older object versions'];
}

/** What was found in the old stores only, by table. */
export function lostRowsWords({ dataLoss: loss }: RestoreReport): string[] {
  if (loss === null) return [];
  if (loss.outcome === 'unknown') return [`What was lost is unknown: ${loss.cause}.`];
  const { missing, changed, objects, tables, notCompared } = loss;
  const least = notCompared.length > 0 ? 'at least ' : '';
  return [
    `**Only in the old stores:** ${least}${missing} rows missing, ${changed} changed, ${objects} objects; all of them are in ${sayFolder(loss)}.`,
    ...tables.map(({ table, missing: rows, changed: others, rewritten }) => {
      const since = rewritten > 0 ? `, ${rewritten} of them written again since the restore` : '';
      return `${table}: ${rows} missing, ${others} changed${since}.`;
    }),
    ...notCompared.map(sayNotCompared),
  ];
}

const sayFolder = ({ folder, keptUntil }: { readonly folder: string | null; readonly keptUntil: string | null }) =>
  folder === null ? 'the folder of the run in the evidence' : `\`${folder}\` until ${keptUntil}`;

function sayNotCompared({ table, reason, looked }: NotCompared): string {
  if (looked === undefined) return `${table} was not compared: ${reason}.`;
  return `${table} was compared in part: looked at ${sayHowFar(looked)}; ${reason}.`;
}

/** Whole seconds, UTC. */
const clock = (time: string): string => `${time.slice(0, 19)}Z`;
