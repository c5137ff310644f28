import type { DependentDifference } from '../database/dependents';
import { ErrorName } from '../workflow/errors';
import type { LedgerEntry } from '../workflow/ledger';
import type {
  Approval,
  CheckResult,
  DataLoss,
  Decision,
  DependentsCompared,
  Failure,
  RestoreScope,
  StepName,
  Workflow,
} from '../workflow/workflow';
import { type ReportedAttempt, reportedAttempts, sayPoint } from './attempts';
import type { DataLossSummary } from './data-loss';
import { type Against, against, type Objectives } from './objectives';
import { type ReportedStep, timeline } from './steps';

/** What is left of the workflow when the report is written: anything after the request may be missing. */
export type ReportedWorkflow = Pick<Workflow, 'execution'> & Partial<Workflow>;

export interface ReportFacts {
  readonly workflow: ReportedWorkflow;
  readonly ledger: readonly LedgerEntry[];
  /** As they stand in `checks.json`; none when the run did not get that far. */
  readonly checks: readonly CheckResult[];
  /** As it stands in `data-loss/summary.json`. @default - none: the run did not get that far */
  readonly dataLoss?: DataLossSummary;
  /** As they stand in `dependents.json`. @default - none: the run did not get that far */
  readonly dependents?: readonly DependentDifference[];
  /** Of `freeze.json`: a step that was stopped right after it froze writes has left no answer. @default - none */
  readonly recordedGeneration?: number;
  /** @default - none */
  readonly objectives?: Objectives;
  /** The machine's clock. */
  readonly now: string;
}

/** `report.json`. Null is "not known": the run did not get that far. */
export interface RestoreReport {
  readonly verdict: 'verified' | 'failed';
  readonly summary: string;
  readonly runId: string | null;
  readonly mode: string | null;
  /** Which stores went back; the other stayed. */
  readonly scope: RestoreScope | null;
  readonly reason: string | null;
  readonly requestedBy: string | null;
  readonly incidentStart: string | null;
  readonly execution: Workflow['execution'];
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly targetTime: string | null;
  readonly sourceDatabase: string | null;
  readonly database: {
    readonly identifier: string;
    readonly recoveredTo: string;
    readonly recoveredToSource: 'heartbeat' | 'request' | 'live';
    readonly rowsChecked: number;
    readonly converged: readonly string[];
    /** Settings that differ and do not matter, with the reason. */
    readonly waived: readonly string[];
    /** Where it could not be made. */
    readonly noRoom: readonly string[];
    readonly sequencesRaised: readonly string[];
    /** Owners and privileges that the restore left out; empty where it brings them. */
    readonly accessLeftOut: readonly string[];
  } | null;
  readonly objects: {
    readonly location: string;
    readonly versionsListed: number;
    /** Found done by VerifyObjects; 0 when it was not reached. */
    readonly copied: number;
    readonly marked: number;
    readonly unchanged: number;
    readonly ambiguous: number;
    /** Whether the bucket was found equal to its state at the target time. */
    readonly verified: boolean;
    readonly planned: { readonly copy: number; readonly mark: number };
  } | null;
  readonly references: {
    readonly checked: number;
    readonly dangling: number;
    /** Dangled in the baseline already, which is from before the target time. */
    readonly danglingBefore: number;
    /** When that baseline was taken; null when there was none. */
    readonly baseline: string | null;
    readonly orphaned: number;
    readonly elsewhere: number;
    readonly tables: readonly string[];
    readonly tablesNotFound: readonly string[];
  } | null;
  readonly skewSeconds: number | null;
  /** From what was really recovered to the incident (to the target time, when nobody said when it began). */
  readonly recoveryPointSeconds: number | null;
  /** From the start of the run until traffic was open again; in a drill, until the proof. */
  readonly recoveryTimeSeconds: number | null;
  /** What was written in it is in the old stores only. */
  readonly dataLossWindow: { readonly from: string; readonly until: string; readonly seconds: number } | null;
  /** What was written in the window, found by comparing the old stores with the restored ones. */
  readonly dataLoss:
    | (DataLossSummary & { readonly outcome: 'recorded'; readonly missing: number; readonly changed: number })
    | { readonly outcome: 'unknown'; readonly cause: string }
    | null;
  /** Proxies and alarms that do not follow the application: a person must act on each. */
  readonly dependents:
    | { readonly outcome: 'compared'; readonly differences: readonly DependentDifference[] }
    | { readonly outcome: 'unknown'; readonly cause: string }
    | null;
  readonly checks: readonly CheckResult[];
  readonly steps: readonly ReportedStep[];
  readonly traffic: { readonly mode: string; readonly generation: number } | null;
  readonly databasesDeleted: readonly string[];
  readonly databasesKept: readonly string[];
  /** Of a drill: what it made and what is still there. Null where nobody has counted. */
  readonly leftovers: readonly string[] | null;
  /** In the order in which they were made; the last one is how the run ended. */
  readonly attempts: readonly ReportedAttempt[];
  readonly approval: Approval | null;
  /** The last one; those that led to another attempt are the reasons of `attempts`. */
  readonly decision: Decision | null;
  readonly freezeProof: { readonly application: string; readonly database: string } | null;
  readonly objectives: { readonly recoveryPoint: Against | null; readonly recoveryTime: Against | null };
  readonly recoveryPoints: readonly { readonly point: string; readonly chosen: boolean; readonly reason: string }[];
  readonly evidence: string | null;
  readonly failure: Failure | null;
}

/** Everything the report says; what prints it decides nothing. */
export function buildReport({
  workflow,
  ledger,
  checks,
  dataLoss,
  dependents,
  recordedGeneration,
  now,
  objectives = {},
}: ReportFacts): RestoreReport {
  const { plan, freeze, database, objectPlan, proof, objectsVerified, tornDown, execution } = workflow;
  const failure = workflow.failure ?? leftBehind(workflow) ?? incomplete(workflow, checks);
  const done: StepName[] = workflow.objectsRestored && failure?.step !== 'RestoreObjects' ? ['RestoreObjects'] : [];
  const steps = timeline(ledger, { failure: workflow.failure, done, now });
  const until = freeze?.frozenAt ?? execution.startedAt;
  const recoveredTo = plan?.scope === 'objects' ? plan.targetTime : database?.recoveredTo;
  const recoveryPointSeconds =
    database && plan && recoveredTo ? secondsBetween(recoveredTo, plan.incidentStart ?? plan.targetTime) : null;
  const recoveryTimeSeconds = failure === undefined ? recoveryTime(workflow, steps) : null;
  const report: RestoreReport = {
    verdict: failure === undefined ? 'verified' : 'failed',
    summary: '',
    runId: plan?.runId ?? null,
    mode: plan?.mode ?? null,
    scope: plan?.scope ?? null,
    reason: plan?.reason ?? null,
    requestedBy: plan?.requestedBy ?? null,
    incidentStart: plan?.incidentStart ?? null,
    execution,
    startedAt: execution.startedAt,
    finishedAt: now,
    targetTime: plan?.targetTime ?? null,
    sourceDatabase: plan?.sourceDatabase.identifier ?? null,
    database: database
      ? {
          identifier: database.identifier,
          recoveredTo: database.recoveredTo,
          recoveredToSource: database.recoveredToSource,
          rowsChecked: proof?.rowsChecked ?? 0,
          converged: database.converged,
          waived: database.waived ?? [],
          noRoom: database.noRoom ?? [],
          sequencesRaised: database.sequencesRaised ?? [],
          accessLeftOut: database.accessLeftOut ?? [],
        }
      : null,
    objects:
      objectPlan && plan
        ? {
            location: `s3://${plan.objects.bucket}/${plan.objects.prefix}`,
            versionsListed: objectPlan.versionsListed,
            copied: objectsVerified?.copied ?? 0,
            marked: objectsVerified?.marked ?? 0,
            unchanged: objectPlan.unchanged,
            ambiguous: objectPlan.ambiguous,
            verified: objectsVerified?.remaining === 0,
            planned: { copy: objectPlan.copy, mark: objectPlan.mark },
          }
        : null,
    references: proof
      ? {
          checked: proof.checked,
          dangling: proof.dangling,
          danglingBefore: proof.danglingBefore ?? 0,
          baseline: proof.baseline ?? null,
          orphaned: proof.orphaned,
          elsewhere: proof.elsewhere,
          tables: proof.tables,
          tablesNotFound: proof.tablesNotFound,
        }
      : null,
    skewSeconds: workflow.checks?.skewSeconds ?? null,
    recoveryPointSeconds,
    recoveryTimeSeconds,
    dataLossWindow:
      database && recoveredTo ? { from: recoveredTo, until, seconds: secondsBetween(recoveredTo, until) } : null,
    dataLoss: lossOf(workflow.dataLoss, dataLoss),
    dependents: dependentsOf(database?.dependents, dependents),
    checks,
    steps,
    traffic: trafficNow(workflow, recordedGeneration),
    databasesDeleted: tornDown?.deletedDatabases ?? [],
    databasesKept: tornDown?.kept ?? [],
    leftovers: tornDown?.leftovers ?? null,
    attempts: reportedAttempts(workflow),
    approval: workflow.approval ?? null,
    decision: workflow.decision ?? null,
    freezeProof: freeze?.proof ?? null,
    objectives: {
      recoveryPoint: against(objectives.recoveryPointSeconds, recoveryPointSeconds),
      recoveryTime: against(objectives.recoveryTimeSeconds, recoveryTimeSeconds),
    },
    recoveryPoints: recoveryPoints(workflow),
    evidence: plan ? `s3://${plan.evidence.bucket}/${plan.evidence.prefix}` : null,
    failure: failure ?? null,
  };
  return { ...report, summary: summaryOf(report) };
}

/** Tables that lost nothing are not named. */
function lossOf(found: DataLoss | undefined, summary: DataLossSummary | undefined): RestoreReport['dataLoss'] {
  if (found === undefined || found.outcome === 'unknown') return found ?? null;
  if (summary === undefined) return { outcome: 'unknown', cause: `${found.detail} could not be read` };
  const { missing, changed } = found;
  const tables = summary.tables.filter((table) => table.missing > 0 || table.changed > 0);
  return { outcome: 'recorded', missing, changed, ...summary, tables };
}

function dependentsOf(
  found: DependentsCompared | undefined,
  differences: readonly DependentDifference[] | undefined,
): RestoreReport['dependents'] {
  if (found === undefined || found.outcome === 'unknown') return found ?? null;
  if (differences === undefined) return { outcome: 'unknown', cause: `${found.detail} could not be read` };
  return { outcome: 'compared', differences };
}

/** A drill that leaves something behind costs money and confuses the next one: it has failed. */
function leftBehind({ tornDown }: ReportedWorkflow): Failure | undefined {
  const left = tornDown?.leftovers ?? [];
  if (left.length === 0) return undefined;
  return { step: 'TearDown', error: ErrorName.LEFTOVERS, cause: `${left.length} left over: ${left.join(', ')}.` };
}

/** Without a failure, everything that makes "verified" true must be there: an empty state proves nothing. */
function incomplete(workflow: ReportedWorkflow, checks: readonly CheckResult[]): Failure | undefined {
  const { plan, proof, objectPlan } = workflow;
  const incident = plan?.mode !== 'drill';
  const rewound = incident && plan?.scope !== 'database';
  const required: [string, boolean][] = [
    ['a plan', plan !== undefined],
    ['the restored database', workflow.database !== undefined],
    ['a complete object plan', objectPlan?.complete === true],
    ['a proof without dangling references', proof !== undefined && proof.dangling === 0 && proof.checked > 0],
    ['the end of the run (TearDown)', workflow.tornDown !== undefined],
    ['a count of what the drill has left', incident || workflow.tornDown?.leftovers !== undefined],
    ['only checks that passed', checks.every(({ outcome }) => outcome === 'passed' || outcome === 'not applicable')],
    ['the freeze', !incident || workflow.freeze !== undefined],
    ['every object restored', !rewound || workflow.objectsRestored?.failed === 0],
    ['a bucket equal to its state at the target time', !rewound || workflow.objectsVerified?.remaining === 0],
    ['objects that stay as they are', plan?.scope !== 'database' || changesNothing(objectPlan)],
    ['a database that stays as it is', plan?.scope !== 'objects' || workflow.database?.recoveredToSource === 'live'],
    ['the cut-over', !incident || workflow.lowTraffic !== undefined],
    ['at least one check that passed', (workflow.checks?.passed ?? 0) > 0],
    ['a smoke job that was cleaned up', !incident || workflow.smokeJob?.cleanedUp === true],
    ['open traffic', !incident || workflow.traffic !== undefined],
  ];
  const missing = required.filter(([, there]) => !there).map(([what]) => what);
  if (missing.length === 0) return undefined;
  return { step: 'WriteReport', error: ErrorName.REPORT_INCOMPLETE, cause: `Missing: ${missing.join('; ')}.` };
}

const changesNothing = (planned: ReportedWorkflow['objectPlan']): boolean =>
  planned !== undefined && planned.copy + planned.mark === 0;

const secondsBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 1000);

function recoveryTime({ execution, traffic }: ReportedWorkflow, steps: readonly ReportedStep[]): number | null {
  const last = steps.filter(({ name }) => name !== 'TearDown' && name !== 'WriteReport').at(-1);
  const end = traffic ? Date.parse(traffic.resumedAt) : last && Date.parse(last.startedAt) + last.seconds * 1000;
  return end === undefined ? null : Math.round((end - Date.parse(execution.startedAt)) / 100) / 10;
}

/**
 * How this run left traffic; null when it never touched it, or has put it back. Without an answer of FreezeWrites the
 * tear-down tells: it finds traffic under this run's generation, or leaves it alone.
 */
function trafficNow(
  { freeze, lowTraffic, traffic, tornDown }: ReportedWorkflow,
  recorded: number | undefined,
): RestoreReport['traffic'] {
  const left = tornDown?.traffic ?? (freeze || recorded !== undefined ? 'frozen' : 'untouched');
  const generation = traffic?.generation ?? freeze?.generation ?? (left === 'untouched' ? undefined : recorded);
  if (generation === undefined) return null;
  if (traffic) return { mode: 'open', generation };
  return { mode: left !== 'untouched' ? left : lowTraffic ? 'low-traffic' : 'frozen', generation };
}

function recoveryPoints({ plan, candidate = 0 }: ReportedWorkflow): RestoreReport['recoveryPoints'] {
  const candidates = (plan?.candidates ?? []).map(({ recoveryPoint, reason }, index) => ({
    point: sayPoint(recoveryPoint),
    chosen: index === candidate,
    reason,
  }));
  const leftOut = (plan?.leftOut ?? []).map(({ recoveryPoint, reason }) => ({
    point: sayPoint(recoveryPoint),
    chosen: false,
    reason,
  }));
  return [...candidates, ...leftOut];
}

/** What travels in the state and in a notification: one sentence of bounded length. */
const SUMMARY_LIMIT = 1_000;

const dangling = ({ references }: RestoreReport): string =>
  references?.danglingBefore
    ? `none dangling but ${references.danglingBefore} that did before (baseline of ${references.baseline})`
    : 'none dangling';

function whatWentBack({ scope, sourceDatabase, objects, mode }: RestoreReport): string {
  const location = objects?.location;
  if (scope === 'database') return `${sourceDatabase}, and not ${location}, is`;
  if (scope === 'objects') return `${location}, and not the database ${sourceDatabase}, is`;
  return `${sourceDatabase} and ${location} ${mode === 'drill' ? 'can go' : 'are'}`;
}

function summaryOf(report: RestoreReport): string {
  const { failure, targetTime, database, references, recoveryTimeSeconds } = report;
  const sentence =
    failure !== null
      ? `Failed in ${failure.step} (${failure.error}): ${failure.cause}`
      : `Verified: ${whatWentBack(report)} back to ${targetTime}: ${database?.rowsChecked} rows, ${references?.checked} references, ${dangling(report)}, ` +
        `in ${recoveryTimeSeconds} s.`;
  return sentence.length > SUMMARY_LIMIT ? `${sentence.slice(0, SUMMARY_LIMIT - 1)}…` : sentence;
}
