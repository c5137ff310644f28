import { judge, notApplicable } from '../checks/check';
import { isDenied, type PolicyStatement } from '../objects/keep-policy';
import type { CheckResult } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const SNAPSHOT_VAULT: ReadinessCheck = {
  name: 'SnapshotVault',
  expected: 'the vault of the snapshots is locked for as long as they are kept, and denies what its access policy must',
};

/** As AWS Backup describes it. */
export interface FoundVault {
  readonly locked: boolean;
  /** Undefined without a lock. */
  readonly minRetentionDays: number | undefined;
  /** ARN of its key. */
  readonly key: string | undefined;
}

/** Where a break-glass role is named. */
export interface VaultPolicy {
  readonly wanted: readonly PolicyStatement[];
  readonly found: readonly PolicyStatement[];
}

/**
 * @param days that snapshots are kept
 * @param policy undefined: nothing must be denied
 */
export function snapshotVault(
  name: string,
  found: FoundVault | undefined,
  days: number,
  policy?: VaultPolicy,
): CheckResult {
  const again = 'deploy the stack again, and find out in CloudTrail who did it';
  if (found === undefined) return judge(SNAPSHOT_VAULT, [`there is no vault ${name}: ${again}`], '');
  const { locked, minRetentionDays = 0 } = found;
  const defects = [
    ...(locked ? [] : [`${name} is not locked, so that its snapshots can be deleted: ${again}`]),
    ...(locked && minRetentionDays < days
      ? [`the lock of ${name} keeps snapshots for ${minRetentionDays} days, but ${days} are needed: ${again}`]
      : []),
    ...(policy?.wanted ?? [])
      .filter((wanted) => !isDenied(wanted, policy?.found ?? []))
      .map((wanted) => `the access policy of ${name} lacks \`${wanted.Sid}\`: add ${JSON.stringify(wanted)}`),
  ];
  return judge(SNAPSHOT_VAULT, defects, `${name} is locked, ${minRetentionDays} days at least`);
}

export const noVault = (): CheckResult =>
  notApplicable(SNAPSHOT_VAULT, 'the database makes its own backup: it has dumps');
