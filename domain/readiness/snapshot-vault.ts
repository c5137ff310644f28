import { judge, notApplicable } from '../checks/check';
import type { CheckResult } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const SNAPSHOT_VAULT: ReadinessCheck = {
  name: 'SnapshotVault',
  expected: 'the vault of the snapshots is locked for as long as they are kept',
};

/** As AWS Backup describes it. */
export interface FoundVault {
  readonly locked: boolean;
  /** Undefined without a lock. */
  readonly minRetentionDays: number | undefined;
  /** ARN of its key. */
  readonly key: string | undefined;
}

/** @param days that snapshots are kept */
export function snapshotVault(name: string, found: FoundVault | undefined, days: number): CheckResult {
  const again = 'deploy the stack again, and find out in CloudTrail who did it';
  if (found === undefined) return judge(SNAPSHOT_VAULT, [`there is no vault ${name}: ${again}`], '');
  const { locked, minRetentionDays = 0 } = found;
  const defects = [
    ...(locked ? [] : [`${name} is not locked, so that its snapshots can be deleted: ${again}`]),
    ...(locked && minRetentionDays < days
      ? [`the lock of ${name} keeps snapshots for ${minRetentionDays} days, but ${days} are needed: ${again}`]
      : []),
  ];
  return judge(SNAPSHOT_VAULT, defects, `${name} is locked, ${minRetentionDays} days at least`);
}

export const noVault = (): CheckResult =>
  notApplicable(SNAPSHOT_VAULT, 'the database makes its own backup: it has dumps');
