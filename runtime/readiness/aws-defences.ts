import {
  BackupClient,
  DescribeBackupVaultCommand,
  GetBackupVaultAccessPolicyCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-backup';
import { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { PolicyStatement } from '../../domain/objects/keep-policy';
import type { SampledLock } from '../../domain/objects/lock-renewal';
import type { WantedCopy } from '../../domain/readiness/backup-bucket';
import type { KeptBuckets } from '../../domain/readiness/bucket-policies';
import type { FoundVault } from '../../domain/readiness/snapshot-vault';
import { IMPATIENT } from '../execution/fail-fast-client';
import { once } from '../execution/memoize';
import { bucketHistory } from '../objects/bucket-history';
import { ObjectLocks } from '../objects/object-locks';
import { isNotFound } from '../objects/s3-errors';
import { readRenewal } from '../objects/stored-renewal';
import type { CopyStore, VaultStore } from './defences';

/** `BACKUP_BUCKET`: with its key, where it has one of its own. */
const wantedCopy = z.object({
  bucket: z.string(),
  prefix: z.string(),
  historyDays: z.number(),
  locked: z.boolean().optional(),
  mode: z.enum(['GOVERNANCE', 'COMPLIANCE']).optional(),
  key: z.string().optional(),
}) satisfies z.ZodType<WantedCopy>;

/** `KEPT_BUCKETS` */
const keptBuckets: z.ZodType<KeptBuckets> = z.object({
  keepers: z.object({ breakGlass: z.string(), deployments: z.array(z.string()) }),
  buckets: z.array(z.object({ bucket: z.string(), locked: z.boolean().optional() })),
});

export const parseCopy = (text: string) => wantedCopy.parse(JSON.parse(text));
export const parseKept = (text: string): KeptBuckets => keptBuckets.parse(JSON.parse(text));

/** It may be in another region. */
const client = () => new S3Client({ ...IMPATIENT, followRegionRedirects: true });

export function copyStore(wanted: WantedCopy): CopyStore {
  const s3 = client();
  const locks = new ObjectLocks(s3, wanted.bucket);
  return {
    wanted,
    history: () => bucketHistory(s3, wanted.bucket),
    locks: async () => {
      const renewal = await readRenewal(s3, wanted.bucket, 'ended');
      // A lock that has ended in its time is none that was lifted.
      const sample = (renewal?.sample ?? []).filter(({ until }) => Date.parse(until) > Date.now());
      const held = await Promise.all(sample.map((one) => isHeld(locks, one)));
      const lifted = held.filter((one) => !one).length;
      return { byDefault: await locks.byDefault(), renewal, looked: held.length, lifted };
    },
  };
}

/** As long as it was when it was drawn. */
async function isHeld(locks: ObjectLocks, { key, versionId, until }: SampledLock): Promise<boolean> {
  try {
    const lock = await locks.of(key, versionId);
    return lock !== undefined && lock.until >= Date.parse(until);
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

const policy = z.object({ Statement: z.array(z.looseObject({ Effect: z.string() })) });

/** @param bucket ARN */
export async function policyOf(bucket: string): Promise<readonly PolicyStatement[]> {
  try {
    const found = await client().send(new GetBucketPolicyCommand({ Bucket: bucket.replace(/^.*:::/, '') }));
    return policy.parse(JSON.parse(found.Policy ?? '')).Statement;
  } catch (error) {
    if ((error as Error).name === 'NoSuchBucketPolicy') return [];
    throw error;
  }
}

export function vaultStore(name: string, days: number): VaultStore {
  return { name, days, describe: once(() => describeVault(name)), policy: () => policyOfVault(name) };
}

async function describeVault(name: string): Promise<FoundVault | undefined> {
  try {
    const found = await new BackupClient(IMPATIENT).send(new DescribeBackupVaultCommand({ BackupVaultName: name }));
    return { locked: found.Locked === true, minRetentionDays: found.MinRetentionDays, key: found.EncryptionKeyArn };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function policyOfVault(BackupVaultName: string): Promise<readonly PolicyStatement[]> {
  try {
    const found = await new BackupClient(IMPATIENT).send(new GetBackupVaultAccessPolicyCommand({ BackupVaultName }));
    return policy.parse(JSON.parse(found.Policy ?? '')).Statement;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  }
}
