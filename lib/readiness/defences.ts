import { Stack } from 'aws-cdk-lib';
import type { IBackupVault } from 'aws-cdk-lib/aws-backup';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Keepers, KeptBucket } from '../../domain/objects/keep-policy';
import { RENEWAL_KEYS } from '../../domain/objects/lock-renewal';
import type { WatchReadinessEnvironment } from '../../lambda/schedules/watch-readiness';
import type { Permission } from '../handler/permission';
import type { ObjectsCopy } from '../objects/object-backup';
import { inOtherAccount } from '../options/other-account';
import type { RestoreResources } from '../restore/resources';
import { asksHistory } from '../restore/shared/object-permissions';
import { describesKeys } from './readiness-permissions';

export interface DefencesResources
  extends Pick<RestoreResources, 'database' | 'bucket' | 'prefix' | 'retention' | 'evidence'> {
  /** @default - the objects are copied to no bucket that this app knows */
  readonly copy?: ObjectsCopy;
  /** @default - no break-glass role is named */
  readonly keepers?: Keepers;
  /** @default - the database makes its own backup */
  readonly vault?: IBackupVault;
}

type DefencesEnvironment = Pick<WatchReadinessEnvironment, 'BACKUP_BUCKET' | 'KEPT_BUCKETS' | 'SNAPSHOT_VAULT'>;

/** What keeps the backup from who may do anything, for the watch over it. */
export function defencesEnvironment(resources: DefencesResources): DefencesEnvironment {
  const { database, prefix, retention, copy, keepers, vault } = resources;
  const stack = Stack.of(database._definition.construct);
  return {
    BACKUP_BUCKET:
      copy &&
      stack.toJsonString({
        bucket: copy.bucket.bucketName,
        prefix,
        historyDays: retention.objectHistory.toDays(),
        locked: copy.locked,
        mode: copy.mode,
        key: copy.bucket.encryptionKey?.keyArn,
      }),
    KEPT_BUCKETS: keepers && stack.toJsonString({ keepers, buckets: keptBuckets(resources) }),
    SNAPSHOT_VAULT: vault?.backupVaultName,
  };
}

export function asksDefences(resources: DefencesResources): Permission[] {
  const { copy, keepers, vault } = resources;
  return [
    ...(copy ? asksCopy(copy) : []),
    ...(keepers
      ? [
          {
            reason: 'asks whether the policies of the buckets still deny what destroys versions',
            actions: ['s3:GetBucketPolicy'],
            resources: keptBuckets(resources).map(({ bucket }) => bucket),
          },
        ]
      : []),
    ...(vault
      ? [
          {
            reason: 'asks whether the vault of the snapshots is locked, and denies what it must',
            actions: ['backup:DescribeBackupVault', ...(keepers ? ['backup:GetBackupVaultAccessPolicy'] : [])],
            resources: [vault.backupVaultArn],
          },
          ...describesKeys(vault),
        ]
      : []),
  ];
}

/** A policy can be read in its own account only; a destination has an alarm of its own. */
function keptBuckets({ bucket, evidence, copy }: DefencesResources): KeptBucket[] {
  const here = copy && !inOtherAccount(copy.bucket, evidence) ? copy : undefined;
  return [
    { bucket: bucket.bucketArn },
    { bucket: evidence.bucketArn },
    ...(here ? [{ bucket: here.bucket.bucketArn, locked: here.locked }] : []),
  ];
}

const asksCopy = ({ bucket, locked }: ObjectsCopy): Permission[] => [
  ...asksHistory({ bucket }),
  ...(locked ? asksLocks(bucket) : []),
  ...(bucket.encryptionKey ? describesKeys(bucket) : []),
];

const asksLocks = (bucket: IBucket): Permission[] => [
  {
    reason: 'asks what the copy locks; without the right to list, a missing object is answered with AccessDenied',
    actions: ['s3:GetBucketObjectLockConfiguration', 's3:ListBucket'],
    resources: [bucket.bucketArn],
  },
  {
    reason: 'looks at a sample of its locks',
    actions: ['s3:GetObjectRetention'],
    resources: [bucket.arnForObjects('*')],
  },
  {
    reason: 'reads what the last renewal of its locks has seen',
    actions: ['s3:GetObject'],
    resources: [bucket.arnForObjects(RENEWAL_KEYS.ended)],
  },
];
