import { sayRecomputed } from '../objects/recomputed';
import { acceptedLossWords } from './accepted-losses';
import { whatNow } from './advice';
import { bridgedWords } from './bucket-events';
import { duration } from './duration';
import { erasureWords } from './erasures';
import { hookWords } from './hooks';
import { type Link, reportLinks } from './links';
import { lossHeading, lossWords, lostRowsWords } from './loss-words';
import type { RestoreReport } from './model';
import { assuranceWords, attemptWords, objectiveWords } from './objectives-words';
import { carried } from './outside-text';
import { titleOf } from './title';
import { unsettledWords } from './unsettled-words';

/**
 * What the report says, in sentences: Markdown and HTML print the same. `**` and backticks are the only marks inside; text
 * from outside is carried.
 */
export interface ReportWords {
  /** `restore of pegasus to 2026-11-23T04:00:00Z` */
  readonly title: string;
  /** The state, then what to do. */
  readonly whatNow: readonly string[];
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Where nothing was lost, no loss is spoken of. */
  readonly lossHeading: string;
  /** Empty when it is not known what moment the database holds. */
  readonly dataLoss: string;
  /** What was found in the old stores only, by table. */
  readonly lost: readonly string[];
  /** Who was erased after the target time: how many. */
  readonly erasures: readonly string[];
  /** What functions of the user's have done. */
  readonly hooks: readonly string[];
  readonly whatIsThere: readonly string[];
  /** Keys that a person has to look at. */
  readonly unsettled: readonly string[];
  /** What is lost for good and was accepted by name. */
  readonly acceptedLosses: readonly string[];
  /** Each attempt and why it was left; empty when the first went well. */
  readonly attempts: readonly string[];
  readonly recoveryPoints: readonly string[];
  /** What PlanRestore found worth saying. */
  readonly notes: readonly string[];
  /** What was achieved against the objectives; empty when there are none. */
  readonly objectives: readonly string[];
  /** Who approved, who decided, how the freeze was proved. */
  readonly assurance: readonly string[];
  /** Where everything is, and how to find out that this is what was written. */
  readonly check: readonly string[];
  readonly links: readonly Link[];
}

export function reportWords(sealed: RestoreReport): ReportWords {
  const report = carried(sealed);
  return {
    title: titleOf(report),
    whatNow: whatNow(report),
    facts: facts(report),
    lossHeading: lossHeading(report),
    dataLoss: lossWords(report),
    lost: lostRowsWords(report),
    erasures: erasureWords(report),
    hooks: hookWords(report),
    whatIsThere: whatIsThere(report),
    unsettled: unsettledWords(report),
    acceptedLosses: acceptedLossWords(report.acceptedLosses),
    recoveryPoints: report.recoveryPoints.map(
      ({ point, chosen, reason }) => `${chosen ? `**${point}**` : point}: ${reason}.`,
    ),
    notes: report.notes.map((note) => `${note}.`),
    attempts: attemptWords(report),
    objectives: objectiveWords(report),
    assurance: assuranceWords(report),
    check: check(report),
    links: reportLinks(sealed),
  };
}

function facts(report: RestoreReport): (readonly [string, string])[] {
  const all: readonly (readonly [string, string | null])[] = [
    ['Run', report.runId],
    ['Mode', report.mode],
    ['Scope', sayScope(report.scope)],
    ['Requested by', report.requestedBy],
    ['Reason', report.reason],
    ['Asked for', report.askedFor],
    ['Reached', report.reached],
    ['Thawed first', report.thawed],
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

function whatIsThere(report: RestoreReport): string[] {
  const { database, objects, references, skewSeconds, scope } = report;
  const lines: string[] = [];
  if (database !== null) {
    const converged = database.converged.length > 0 ? `; set afterwards: ${database.converged.join(', ')}` : '';
    const raised =
      database.sequencesRaised.length > 0 ? `; sequences raised: ${database.sequencesRaised.join(', ')}` : '';
    const stays = database.recoveredToSource === 'live' ? 'not in scope, unchanged; ' : '';
    lines.push(
      `**Database** ${database.identifier}: ${stays}${database.rowsChecked ?? 'no'} rows checked${converged}${raised}.`,
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
        `${objects.marked} marked, ${objects.unchanged} unchanged, ${objects.ambiguous} ambiguous${planned}${sayProof(objects)}.`,
    );
  }
  if (references !== null) {
    const absent = references.tablesNotFound.length > 0 ? `; not found: ${references.tablesNotFound.join(', ')}` : '';
    lines.push(
      `**References** in ${references.tables.join(', ') || 'no table'}: ${references.checked} checked, ` +
        `${references.dangling} dangling${danglingBefore(references)}, ${references.orphaned} orphaned, ${references.elsewhere} elsewhere${absent}.`,
    );
  }
  lines.push(...bridgedWords(report));
  if (skewSeconds !== null) lines.push(`**Skew** between database and objects: ${skewSeconds} s.`);
  return lines;
}

const sayProof = ({ recomputed }: NonNullable<RestoreReport['objects']>): string =>
  recomputed === null || recomputed.of === 0 ? '' : `; ${sayRecomputed(recomputed)}`;

function danglingBefore({ danglingBefore: before, baseline }: NonNullable<RestoreReport['references']>): string {
  if (baseline === null) return ' (no baseline says what was broken before)';
  return before === 0 ? '' : ` and ${before} that were broken before, in the baseline of ${baseline}`;
}

function check({ evidence, signing }: RestoreReport): string[] {
  const whole = '`sha256sum --check report.sha256` says whether the three files are as they were written';
  const folder = evidence === null ? [] : [`Plan, ledger, proof and results: \`${evidence}\`.`];
  if ('unsigned' in signing) {
    return [
      ...folder,
      `**This report is not signed**: ${signing.unsigned}. ${whole}, and nothing says who wrote them.`,
    ];
  }
  return [
    ...folder,
    `Signed with \`${signing.key}\`. With all \`report.*\` of the folder in one place: \`pegasus-backup verify-report report.json --stack STACK\`.`,
    'STACK is the stack that you know: what this report says of its own key proves nothing.',
    `Without the program: ${whole}.`,
  ];
}

/** Whole seconds, UTC. */
const clock = (time: string): string => `${time.slice(0, 19)}Z`;
