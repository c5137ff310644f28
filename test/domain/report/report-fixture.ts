import type { DataLossSummary } from '../../../domain/report/data-loss';
import type { ReportedWorkflow, ReportFacts } from '../../../domain/report/model';
import type { LedgerEntry } from '../../../domain/workflow/ledger';
import type { Candidate, CheckResult, StepName } from '../../../domain/workflow/workflow';
import { EXECUTION, PLAN } from '../workflow/workflow-fixture';

const at = (clock: string) => `2026-11-23T${clock}.000Z`;

export const entry = (
  step: StepName,
  from: string,
  to: string,
  outcome: LedgerEntry['outcome'] = 'done',
  retry = 0,
): LedgerEntry => ({ step, startedAt: at(from), finishedAt: at(to), outcome, retry });

export const CHECKS: CheckResult[] = [
  { name: 'recovery ended', outcome: 'passed', expected: 'the database takes writes', observed: 'it does' },
  { name: 'skew', outcome: 'passed', expected: 'at most 60 s', observed: '0 s: both hold heartbeat h-41' },
  {
    name: 'lecture integrity',
    outcome: 'passed',
    expected: 'no missing_file in 25 lectures',
    observed: 'none; 3 lectures not transcribed yet (missing_reference)',
  },
];

/** A run that went well. */
export const WORKFLOW: Required<
  Omit<
    ReportedWorkflow,
    | 'failure'
    | 'approval'
    | 'diagnosis'
    | 'decision'
    | 'acceptedLosses'
    | 'report'
    | 'request'
    | 'thaw'
    | 'erasures'
    | 'erasuresRepeated'
    | 'afterFreezeHooks'
    | 'beforeOpenHooks'
  >
> = {
  execution: EXECUTION,
  plan: {
    ...PLAN,
    leftOut: [
      {
        recoveryPoint: { kind: 'snapshot', snapshotId: 'rds:pegasus-2026-11-23-02-05', time: '2026-11-23T02:05:12Z' },
        reason: 'older than the target time; a failed restore rolls forward',
      },
    ],
  },
  attempt: 0,
  candidate: 0,
  attempts: [],
  freeze: {
    frozenAt: at('05:00:20'),
    priorMode: 'open',
    generation: 4,
    proof: { application: 'the canary was refused with 503', database: 'no transaction was writing' },
  },
  databaseRestore: {
    identifier: 'pegasus-12345678-a1',
    adopted: false,
    requestedTime: '2026-11-23T04:00:00Z',
    deadline: '2026-11-23T17:00:21Z',
  },
  databaseStatus: { outcome: 'ready', observed: 'available', polls: 14, readyPolls: 2, since: at('05:00:25') },
  database: {
    identifier: 'pegasus-12345678-a1',
    host: 'restored.example',
    port: 5433,
    name: 'pegasus',
    recoveredTo: '2026-11-23T03:59:30Z',
    recoveredToSource: 'heartbeat',
    converged: ['maintenanceWindow', 'performanceInsights'],
  },
  objectPlan: {
    complete: true,
    sealed: 'a'.repeat(64),
    state: { bucket: 'evidence', prefix: 'runs/run-1/attempt-0/state/' },
    actions: { bucket: 'evidence', prefix: 'runs/run-1/attempt-0/actions/' },
    results: { bucket: 'evidence', prefix: 'runs/run-1/attempt-0/results/' },
    versionsListed: 5210,
    keys: 1204,
    unchanged: 1150,
    copy: 41,
    mark: 13,
    ambiguous: 0,
    bytesToCopy: 9_000_000,
  },
  proof: {
    sealed: 'a'.repeat(64),
    rowsChecked: 2310,
    checked: 1190,
    dangling: 0,
    danglingBefore: 2,
    baseline: '2026-11-23T02:00:00Z',
    orphaned: 14,
    elsewhere: 0,
    tables: ['lectures', 'artifacts', 'exports'],
    tablesNotFound: ['context_files'],
    alreadyDangling: '',
    detail: 'runs/run-1/attempt-0/proof/',
  },
  objectsRestored: { parts: 1, failed: 0 },
  objectsVerified: {
    complete: true,
    versionsListed: 5264,
    remaining: 0,
    copied: 41,
    marked: 13,
    recomputed: { looked: 41, of: 41 },
  },
  lowTraffic: { openedAt: at('05:16:00'), generation: 4 },
  checks: {
    passed: 3,
    failed: 0,
    notApplicable: 0,
    detail: 'runs/run-1/attempt-0/checks.json',
    sealed: '',
    skewSeconds: 0,
  },
  smokeJob: { lectureId: 'smoke', jobs: ['a', 'b', 'c'], cleanedUp: true },
  traffic: { resumedAt: at('05:17:30'), generation: 4 },
  dataLoss: {
    outcome: 'recorded',
    missing: 9,
    changed: 4,
    objects: 41,
    notCompared: 1,
    detail: 'runs/run-1/data-loss.json',
    sealed: '',
  },
  tornDown: {
    deletedDatabases: [],
    kept: ['pegasus-12345678-a1: restored by this run, kept for the application or for the inquiry'],
    lockReleased: true,
    traffic: 'untouched',
  },
};

export const LEDGER: LedgerEntry[] = [
  entry('PlanRestore', '05:00:02', '05:00:19'),
  entry('FreezeWrites', '05:00:19', '05:00:20'),
  entry('RestoreDatabase', '05:00:20', '05:00:22', 'failed'),
  entry('RestoreDatabase', '05:00:23', '05:00:25', 'done', 1),
  entry('AwaitDatabase', '05:00:25', '05:00:26'),
  entry('AwaitDatabase', '05:13:30', '05:13:31'),
  entry('ConfigureDatabase', '05:13:31', '05:15:01'),
  entry('PlanObjects', '05:15:01', '05:15:20'),
  entry('ProveReferences', '05:15:20', '05:15:25'),
  entry('VerifyObjects', '05:15:45', '05:15:59'),
  entry('OpenLowTraffic', '05:15:59', '05:16:00'),
  entry('RunChecks', '05:16:00', '05:17:00'),
  entry('RunSmokeJob', '05:17:00', '05:17:30'),
  entry('ResumeTraffic', '05:17:30', '05:17:31'),
  entry('RecordDataLoss', '05:17:31', '05:17:31'),
  entry('TearDown', '05:17:31', '05:17:32'),
];

export const DATA_LOSS: DataLossSummary = {
  tables: [
    { table: 'public.credit_ledger', missing: 2, changed: 0, rewritten: 0 },
    { table: 'public.users', missing: 0, changed: 0, rewritten: 0 },
    { table: 'public.lectures', missing: 7, changed: 4, rewritten: 1 },
  ],
  notCompared: [{ table: 'public.audit_log', reason: 'it has no primary key' }],
  objects: 41,
  folder: 's3://evidence/data-loss/run-1/',
  keptUntil: '2027-02-21',
};

export const FACTS: ReportFacts = {
  workflow: WORKFLOW,
  ledger: LEDGER,
  checks: CHECKS,
  dataLoss: DATA_LOSS,
  objectives: { recoveryPointSeconds: 240, recoveryTimeSeconds: 3600 },
  signing: { key: 'arn:aws:kms:eu-west-1:123456789012:key/reports' },
  now: at('05:17:33'),
};

/** A snapshot to roll forward to, and the same run, stopped there by a check: traffic is frozen again. */
const SNAPSHOT: Candidate = {
  recoveryPoint: { kind: 'snapshot', snapshotId: 'before-the-release', time: '2026-11-23T04:02:00Z' },
  objectTime: '2026-11-23T04:02:00Z',
  databaseIdentifier: 'pegasus-12345678-a2',
  reason: 'to roll forward: newer than the target time, before the incident',
};
const MISSES = 'lecture l-7 misses artifact:summary | s3://protected/x';

export const HELD: ReportFacts = {
  ...FACTS,
  signing: { unsigned: 'KMS did not sign with arn:aws:kms:eu-west-1:123456789012:key/reports (DisabledException)' },
  workflow: {
    ...WORKFLOW,
    plan: { ...WORKFLOW.plan, candidates: [...PLAN.candidates, SNAPSHOT] },
    attempt: 1,
    candidate: 1,
    database: { ...WORKFLOW.database, identifier: SNAPSHOT.databaseIdentifier, recoveredTo: '2026-11-23T04:01:30Z' },
    attempts: [
      {
        attempt: 0,
        candidate: 0,
        failure: {
          step: 'ProveReferences',
          error: 'DanglingReferences',
          cause: '1 of 1190 references is dangling: `exports.path` pegasus/exports/e-1.md',
        },
        action: 'next',
        reason:
          'ProveReferences failed with DanglingReferences (data): on to 2026-11-23T04:02:00Z, to roll forward: newer than the target time, before the incident',
      },
    ],
    approval: { approvedBy: 'grace', approvedAt: '2026-11-23T05:00:19Z' },
    diagnosis: {
      action: 'stop',
      reason: 'grace decided `abort` at 2026-11-23T05:16:59Z: the lecture is worth more than the night',
      attempt: 1,
      candidate: 1,
      attempts: [],
    },
    decision: {
      action: 'abort',
      by: 'grace',
      at: '2026-11-23T05:16:59Z',
      reason: 'the lecture is worth more than the night',
    },
    checks: undefined,
    smokeJob: undefined,
    traffic: undefined,
    dataLoss: undefined,
    tornDown: {
      ...WORKFLOW.tornDown,
      kept: WORKFLOW.tornDown.kept.flatMap((kept) => [kept, kept.replace('-a1', '-a2')]),
      traffic: 'frozen',
    },
    failure: {
      step: 'RunChecks',
      error: 'CheckFailed',
      cause: `1 of 3 checks failed: lecture integrity (failed): ${MISSES}`,
    },
  },
  ledger: [
    ...LEDGER.filter(
      ({ step }) => !['RunChecks', 'RunSmokeJob', 'ResumeTraffic', 'RecordDataLoss', 'TearDown'].includes(step),
    ),
    entry('RunChecks', '05:16:00', '05:17:00', 'failed'),
    entry('TearDown', '05:17:00', '05:17:02'),
  ],
  checks: CHECKS.map((check) =>
    check.name === 'lecture integrity' ? { ...check, outcome: 'failed', observed: MISSES } : check,
  ),
};
