import { HEARTBEAT_BOUND_SECONDS } from '../database/recovered-moment';
import { acceptedLossWords } from './accepted-losses';
import { dependentWords } from './dependents';
import { duration } from './duration';
import { type Link, reportLinks } from './links';
import type { RestoreReport } from './model';
import { nextStep } from './next-steps';
import { assuranceWords, attemptWords, objectiveWords } from './objectives-words';

/**
 * What the report says, in sentences: Markdown and HTML print the same. `**` and backticks are the only marks inside.
 */
export interface ReportWords {
  /** `restore of pegasus to 2026-11-23T04:00:00Z` */
  readonly title: string;
  /** The state, then what to do. */
  readonly whatNow: readonly string[];
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Empty when it is not known what moment the database holds. */
  readonly dataLoss: string;
  /** What was found in the old stores only, by table. */
  readonly lost: readonly string[];
  readonly whatIsThere: readonly string[];
  /** What is lost for good and was accepted by name. */
  readonly acceptedLosses: readonly string[];
  /** Each attempt and why it was left; empty when the first went well. */
  readonly attempts: readonly string[];
  readonly recoveryPoints: readonly string[];
  /** What was achieved against the objectives; empty when there are none. */
  readonly objectives: readonly string[];
  /** Who approved, who decided, how the freeze was proved. */
  readonly assurance: readonly string[];
  readonly links: readonly Link[];
  readonly seal: string;
}

export function reportWords(report: RestoreReport): ReportWords {
  return {
    title: title(report),
    whatNow: [...stateOfThings(report), ...dependentWords(report), ...nextSteps(report)],
    facts: facts(report),
    dataLoss: dataLoss(report),
    lost: lost(report),
    whatIsThere: whatIsThere(report),
    acceptedLosses: acceptedLossWords(report.acceptedLosses),
    recoveryPoints: report.recoveryPoints.map(
      ({ point, chosen, reason }) => `${chosen ? `**${point}**` : point}: ${reason}.`,
    ),
    attempts: attemptWords(report),
    objectives: objectiveWords(report),
    assurance: assuranceWords(report),
    links: reportLinks(report),
    seal: seal(report),
  };
}

function title({ sourceDatabase, targetTime, mode }: RestoreReport): string {
  return `${mode === 'drill' ? 'drill, ' : ''}restore of ${sourceDatabase ?? 'the database'} to ${targetTime ?? 'an invalid time'}`;
}

/** What is touched and what is not, as far as this run knows. */
function stateOfThings(report: RestoreReport): string[] {
  const { mode, traffic, database, databasesDeleted, databasesKept, steps } = report;
  if (mode === null) return ['Nothing was touched.'];
  const lines: string[] = [];
  if (mode === 'drill') lines.push('A drill: production was not touched.');
  else if (traffic === null) lines.push('Traffic was not touched by this run.');
  else lines.push(`Traffic is **${traffic.mode}**, generation ${traffic.generation}.`);
  if (mode === 'incident') {
    const old = report.scope === 'objects' ? 'The database' : `The old database ${report.sourceDatabase}`;
    lines.push(`${old} is unchanged; no object version was deleted.`);
    lines.push(bucketNow(report));
    if (report.scope !== 'objects' && steps.some(({ name }) => name === 'OpenLowTraffic')) {
      const points = report.verdict === 'verified' ? 'points' : 'may point';
      lines.push(`The application ${points} at ${database?.identifier}; \`cut-over.json\` says how to undo it.`);
    }
  }
  if (mode === 'incident' && database !== null && database.accessLeftOut.length > 0) {
    lines.push(
      `**Owners and privileges are not restored:** ${database.accessLeftOut.join('; ')}. Everything belongs to the user of ` +
        'the secret; grant them again as `docs/runbook.md#owners-and-privileges` says.',
    );
  }
  if (report.leftovers !== null) lines.push(`Left over: ${report.leftovers.join(', ') || 'nothing'}.`);
  lines.push(...databasesDeleted.map((name) => `Deleted: ${name}.`), ...databasesKept.map((name) => `Kept: ${name}.`));
  return lines;
}

function nextSteps({ failure, traffic, scope }: RestoreReport): string[] {
  if (failure !== null) {
    const { advice, article } = nextStep(failure.error);
    return [`**Next:** ${advice} See \`${article}\`.`];
  }
  if (traffic === null) return [];
  if (scope === 'objects') {
    return ['**Next:** restore by hand, from older versions, what you need from the data-loss window.'];
  }
  return [
    '**Next:** replay from the old stores what you need from the data-loss window, and keep the old database until then. ' +
      'Update the infrastructure code: it still describes the old database.',
  ];
}

function bucketNow({ objects, steps }: RestoreReport): string {
  if (objects === null || !steps.some(({ name }) => name === 'RestoreObjects')) {
    return 'Nothing was written to the bucket.';
  }
  const { verified, copied, marked, planned } = objects;
  const done = verified
    ? `${copied} keys copied, ${marked} marked, verified`
    : `up to ${planned.copy} keys copied and ${planned.mark} marked, not verified`;
  return `The bucket was written to, with new versions and delete markers only: ${done}.`;
}

function facts(report: RestoreReport): (readonly [string, string])[] {
  const all: readonly (readonly [string, string | null])[] = [
    ['Run', report.runId],
    ['Mode', report.mode],
    ['Scope', sayScope(report.scope)],
    ['Requested by', report.requestedBy],
    ['Reason', report.reason],
    ['Incident began', report.incidentStart],
    ['Started', clock(report.startedAt)],
    ['Report written', clock(report.finishedAt)],
    [report.mode === 'drill' ? 'Verified after' : 'Back in service after', duration(report.recoveryTimeSeconds)],
    ['Execution', report.execution.id],
  ];
  return all.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

function sayScope(scope: RestoreReport['scope']): string | null {
  if (scope === 'both') return 'database and objects';
  if (scope === 'database') return 'database only: the objects stay unchanged';
  return scope === 'objects' ? 'objects only: the database stays unchanged' : null;
}

function dataLoss({
  dataLossWindow,
  recoveryPointSeconds,
  database,
  incidentStart,
  mode,
  scope,
}: RestoreReport): string {
  if (dataLossWindow === null || database === null) return '';
  const { from, until, seconds } = dataLossWindow;
  const source = howKnown(database);
  const went =
    scope === 'objects'
      ? `The objects went back to **${from}**`
      : `The database was recovered to **${from}** (${source})`;
  const point =
    `${went}, ${duration(recoveryPointSeconds ?? 0)} before ` +
    `${incidentStart === null ? 'the target time' : 'the incident began'}.`;
  const [stores, old] = whereItIs(scope);
  const lost =
    mode === 'drill'
      ? 'In an incident, later writes would be in the old stores only.'
      : `Writes from then until ${clock(until)} (${duration(seconds)}) are not in ${stores}; they are ` +
        `still in ${old}.`;
  return `${point} ${lost}`;
}

/** What proves the moment, and how much of it is not proved. */
function howKnown({ recoveredToSource, notProvedSeconds }: NonNullable<RestoreReport['database']>): string {
  if (recoveredToSource === 'request') return 'the requested point, not proved: no heartbeat';
  const by = recoveredToSource === 'replay' ? 'by the last commit that recovery replayed' : 'by its newest heartbeat';
  if (notProvedSeconds === null || notProvedSeconds <= HEARTBEAT_BOUND_SECONDS) return by;
  return `${by}; no heartbeat proves the ${notProvedSeconds} s from then to the recovery point`;
}

/** What lacks the late writes, and what still has them. */
function whereItIs(scope: RestoreReport['scope']): readonly [string, string] {
  if (scope === 'database') return ['the restored database', 'the old database'];
  if (scope === 'objects') return ['the bucket as it is now', 'older object versions'];
  return ['the restored stores', 'the old database and in older object versions'];
}

function lost({ dataLoss: loss, evidence }: RestoreReport): string[] {
  if (loss === null) return [];
  if (loss.outcome === 'unknown') return [`What was lost is unknown: ${loss.cause}.`];
  const { missing, changed, objects, tables, notCompared } = loss;
  return [
    `**Only in the old stores:** ${missing} rows missing, ${changed} changed, ${objects} objects; all of them in \`${evidence}data-loss/\`.`,
    ...tables.map(({ table, missing: rows, changed: others, rewritten }) => {
      const since = rewritten > 0 ? `, ${rewritten} of them written again since the restore` : '';
      return `${table}: ${rows} missing, ${others} changed${since}.`;
    }),
    ...notCompared.map(({ table, reason }) => `${table} was not compared: ${reason}.`),
  ];
}

function whatIsThere({ database, objects, references, skewSeconds, scope }: RestoreReport): string[] {
  const lines: string[] = [];
  if (database !== null) {
    const converged = database.converged.length > 0 ? `; set afterwards: ${database.converged.join(', ')}` : '';
    const raised =
      database.sequencesRaised.length > 0 ? `; sequences raised: ${database.sequencesRaised.join(', ')}` : '';
    const stays = database.recoveredToSource === 'live' ? 'not in scope, unchanged; ' : '';
    lines.push(
      `**Database** ${database.identifier}: ${stays}${database.rowsChecked} rows checked${converged}${raised}.`,
    );
    lines.push(...database.capacityNotes.map((one) => `${one}.`));
    if (database.sequencesLeft.length > 0) lines.push(`Sequences left: ${database.sequencesLeft.join('; ')}.`);
    lines.push(...database.waived.map((one) => `Accepted: ${one}.`));
  }
  if (objects !== null) {
    const { copy, mark } = objects.planned;
    const planned = objects.verified || scope === 'database' ? '' : ` (planned: ${copy} to copy, ${mark} to mark)`;
    lines.push(
      `**Objects** ${objects.location}: ${scope === 'database' ? 'not in scope, unchanged; ' : ''}${objects.versionsListed} versions listed, ${objects.copied} copied, ` +
        `${objects.marked} marked, ${objects.unchanged} unchanged, ${objects.ambiguous} ambiguous${planned}.`,
    );
  }
  if (references !== null) {
    const absent = references.tablesNotFound.length > 0 ? `; not found: ${references.tablesNotFound.join(', ')}` : '';
    lines.push(
      `**References** in ${references.tables.join(', ') || 'no table'}: ${references.checked} checked, ` +
        `${references.dangling} dangling${danglingBefore(references)}, ${references.orphaned} orphaned, ${references.elsewhere} elsewhere${absent}.`,
    );
  }
  if (skewSeconds !== null) lines.push(`**Skew** between database and objects: ${skewSeconds} s.`);
  return lines;
}

function danglingBefore({ danglingBefore: before, baseline }: NonNullable<RestoreReport['references']>): string {
  if (baseline === null) return ' (no baseline says what was broken before)';
  return before === 0 ? '' : ` and ${before} that were broken before, in the baseline of ${baseline}`;
}

function seal({ evidence }: RestoreReport): string {
  const where = evidence === null ? '' : `Plan, ledger, proof and results: \`${evidence}\`. `;
  return `${where}This report and \`report.json\` are sealed by \`report.sha256\`.`;
}

/** Whole seconds, UTC. */
const clock = (time: string): string => `${time.slice(0, 19)}Z`;
