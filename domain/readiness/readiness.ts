import { didNotPass, unknown } from '../checks/check';
import { visible } from '../workflow/quoted';
import type { CheckResult } from '../workflow/workflow';

/**
 * What must be true for a restore to be possible now. One name for check, metric and article of the runbook.
 */
export const READINESS = [
  'RestoreRoles',
  'AccountQuotas',
  'DatabaseInUse',
  'CutOver',
  'ApplicationAnswers',
  'Network',
  'EncryptionKeys',
  'SubnetGroup',
  'LatestRestorableTime',
  'BackupRetention',
  'DeletionProtection',
  'DailySnapshot',
  'ObjectHistory',
  'Replication',
  'ReplicationLag',
  'BackupBucket',
  'BucketPolicies',
  'SnapshotVault',
  'BucketEvents',
  'DatabaseHeartbeat',
  'BucketHeartbeat',
  'ReferenceBaseline',
  'Notifications',
  'VerifiedRestore',
] as const;
export type ReadinessName = (typeof READINESS)[number];

export const METRIC_NAMESPACE = 'PegasusBackup';
/** Tells the pairs of database and bucket of one account apart. */
export const METRIC_DIMENSION = 'Pair';
/** Seconds between now and the latest restorable time of the database: what a restore would lose now. */
export const RECOVERY_POINT_AGE = 'RecoveryPointAge';
/** Messages that a handler could not give to the topic. */
export const NOTIFICATIONS_FAILED = 'NotificationsFailed';

/** In the evidence bucket. */
export const READINESS_KEY = 'readiness/latest.json';

/** What is looked at, and what a right answer is. */
export interface ReadinessCheck {
  readonly name: ReadinessName;
  readonly expected: string;
}

/** `readiness/latest.json`. */
export interface ReadinessReport {
  /** ISO 8601. */
  readonly at: string;
  readonly ready: boolean;
  readonly checks: readonly CheckResult[];
}

/** Every check has its line, in the order above: one that was not carried out is not ready either. */
export function readinessReport(at: string, results: readonly CheckResult[]): ReadinessReport {
  const checks = READINESS.map(
    (name) =>
      results.find((result) => result.name === name) ?? unknown({ name, expected: '' }, 'it was not carried out'),
  );
  return { at, ready: !checks.some(didNotPass), checks };
}

/** 1 is ready. What is unknown is not ready; what does not apply here keeps nothing from being restored. */
export const readinessValue = (result: CheckResult): 0 | 1 => (didNotPass(result) ? 0 : 1);

export const articleOf = (name: ReadinessName): string => `docs/runbook.md#${name.toLowerCase()}`;

/** `- SubnetGroup (failed): …`, a line each; undefined when all are ready. */
export function notReady(checks: readonly CheckResult[]): string | undefined {
  const notPassed = checks
    .filter(didNotPass)
    .map(({ name, outcome, observed }) => `- ${name} (${outcome}): ${visible(observed)}`);
  return notPassed.length === 0 ? undefined : notPassed.join('\n');
}
