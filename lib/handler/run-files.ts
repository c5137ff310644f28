import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { VERIFIED_KEY } from '../../domain/readiness/verified-restore';
import type { StepName } from '../../domain/workflow/workflow';
import { type Permission, usesKey } from './permission';

/** What writes below `runs/` of the evidence bucket. */
export type RunWriter = StepName | 'TakeDecision' | 'ReportStopped';

/**
 * What each writes below `runs/<run>/`, beside its own entries of the ledger, with a `*` for each name that is not known.
 * No attempt has two digits, so `?` stands for its number.
 */
const FILES: Readonly<Record<RunWriter, readonly string[]>> = {
  PlanRestore: ['plan.*'],
  RequestApproval: ['approval.json'],
  ThawObjects: ['attempt-?/thaw/*.json', 'attempt-?/thaw/*/*'],
  FreezeWrites: ['freeze.json', 'frozen.json'],
  RunAfterFreezeHooks: [],
  KeepDatabase: [],
  RestoreDatabase: ['capacity-notes/*/*'],
  AwaitDatabase: ['capacity-notes/*/*'],
  ConfigureDatabase: [
    'attempt-?/converged.json',
    'attempt-?/dependents.json',
    'attempt-?/password.json',
    'attempt-?/sequences.json',
  ],
  PlanObjects: [
    'attempt-?/actions/*',
    'attempt-?/ambiguous/*',
    'attempt-?/archived/*',
    'attempt-?/plan-cursor.json',
    'attempt-?/seals/*',
    'attempt-?/state/*',
  ],
  ProveReferences: [
    'attempt-?/actions/*',
    'attempt-?/already-dangling.json',
    'attempt-?/events.json',
    'attempt-?/losses.json',
    'attempt-?/plan-cursor.json',
    'attempt-?/proof/*',
    'attempt-?/referenced/*',
    'attempt-?/seals/*',
    'attempt-?/unsettled/*',
  ],
  RestoreObjects: ['attempt-?/results/*', 'attempt-?/written/*'],
  VerifyObjects: ['attempt-?/seals/*', 'attempt-?/verify-cursor.json'],
  RunBeforeOpenHooks: [],
  OpenLowTraffic: ['cut-over.json'],
  RunChecks: ['attempt-?/checks.json'],
  RunSmokeJob: [],
  ListErasures: [],
  RepeatErasures: [],
  ResumeTraffic: [],
  RecordDataLoss: ['data-loss.json', 'old-database.json'],
  DiagnoseFailure: [],
  AwaitDecision: ['attempt-?/losses.json', 'decisions/*'],
  TearDown: [],
  WriteReport: ['report.*'],
  TakeDecision: ['accepted-losses/*', 'attempt-?/losses.json'],
  ReportStopped: ['ended/*'],
};
const arnsIn = (evidence: IBucket, files: readonly string[]): string[] =>
  [...new Set(files)].map((file) => evidence.arnForObjects(`runs/*/${file}`));

export const readsRuns = (evidence: IBucket): Permission[] => [
  {
    reason: 'reads what earlier steps of the run left in the evidence bucket',
    actions: ['s3:GetObject'],
    resources: [evidence.arnForObjects('runs/*')],
  },
  {
    reason: 'without the right to list, a missing object is answered with AccessDenied',
    actions: ['s3:ListBucket'],
    resources: [evidence.bucketArn],
  },
  ...usesKey(evidence.encryptionKey, ['kms:Decrypt'], 'the evidence bucket is encrypted with this key'),
];

/** @param writers more than one where a handler does the work of others */
export function writesRuns(evidence: IBucket, ...writers: readonly RunWriter[]): Permission[] {
  const own = writers.flatMap((writer) => [...FILES[writer], `ledger/*-${writer}-*.json`]);
  const latest = writers.includes('WriteReport') ? [evidence.arnForObjects(VERIFIED_KEY)] : [];
  return [
    {
      reason: 'writes its results and its entries of the ledger, in any run',
      actions: ['s3:PutObject'],
      resources: [...arnsIn(evidence, own), ...latest],
    },
    {
      reason:
        'the wildcard that stands for a run passes slashes, too: below the folder of another step nothing is ours',
      effect: 'deny',
      actions: ['s3:PutObject'],
      resources: arnsIn(
        evidence,
        own.map((file) => `*/${file}`),
      ),
    },
    ...usesKey(evidence.encryptionKey, ['kms:GenerateDataKey', 'kms:Decrypt'], 'evidence is encrypted with this key'),
  ];
}
