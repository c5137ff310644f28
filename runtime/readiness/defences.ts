import { keepVaultStatements, type PolicyStatement } from '../../domain/objects/keep-policy';
import type { HistorySettings } from '../../domain/objects/lifecycle-horizon';
import { BACKUP_BUCKET, backupBucket, type Locks, noCopy, type WantedCopy } from '../../domain/readiness/backup-bucket';
import {
  BUCKET_POLICIES,
  bucketPolicies,
  type KeptBuckets,
  nothingDenied,
} from '../../domain/readiness/bucket-policies';
import { type FoundVault, noVault, SNAPSHOT_VAULT, snapshotVault } from '../../domain/readiness/snapshot-vault';
import type { CheckResult } from '../../domain/workflow/workflow';
import { carryOut } from '../checks/run-check';

export interface CopyStore {
  readonly wanted: WantedCopy;
  history(): Promise<HistorySettings>;
  locks(): Promise<Locks>;
}

export interface VaultStore {
  readonly name: string;
  /** That its snapshots are kept. */
  readonly days: number;
  describe(): Promise<FoundVault | undefined>;
  /** Empty where it has none. */
  policy(): Promise<readonly PolicyStatement[]>;
}

export interface DefencesWorld {
  /** @default - no bucket that this app knows */
  readonly copy?: CopyStore;
  /** @default - no break-glass role is named */
  readonly kept?: KeptBuckets;
  /** @param bucket ARN */
  policyOf(bucket: string): Promise<readonly PolicyStatement[]>;
  /** @default - the database makes its own backup */
  readonly vault?: VaultStore;
  /** Milliseconds. */
  readonly now: number;
}

/** What keeps the backup from who may do anything: is it still there? */
export async function checkDefences({
  copy,
  kept,
  policyOf,
  vault,
  now,
}: DefencesWorld): Promise<readonly CheckResult[]> {
  return [
    await carryOut(BACKUP_BUCKET, async () => {
      if (copy === undefined) return noCopy();
      const locks = copy.wanted.locked ? await copy.locks() : undefined;
      return backupBucket(copy.wanted, { history: await copy.history(), locks }, now);
    }),
    await carryOut(BUCKET_POLICIES, async () => {
      if (kept === undefined) return nothingDenied();
      const policies = kept.buckets.map(async ({ bucket }) => [bucket, await policyOf(bucket)] as const);
      return bucketPolicies(kept, new Map(await Promise.all(policies)));
    }),
    await carryOut(SNAPSHOT_VAULT, async () => {
      if (vault === undefined) return noVault();
      const policy = kept && { wanted: keepVaultStatements(kept.keepers), found: await vault.policy() };
      return snapshotVault(vault.name, await vault.describe(), vault.days, policy);
    }),
  ];
}
