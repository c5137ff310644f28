import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { snapshotsOf } from '../../domain/objects/object-copy-workflow';
import { type Permission, usesKey } from '../handler/permission';

/** Where from and where to. */
export interface SnapshotResources {
  readonly bucket: IBucket;
  readonly prefix: string;
  readonly snapshotBucket: IBucket;
  readonly evidence: IBucket;
}

/** What is in the dated prefix already, and whether it is the same. */
export const readsSnapshots = ({ snapshotBucket, prefix }: SnapshotResources): Permission[] => [
  {
    reason:
      'lists what the snapshot has already; without the right to list, a missing object is answered with AccessDenied',
    actions: ['s3:ListBucketVersions', 's3:ListBucket'],
    resources: [snapshotBucket.bucketArn],
  },
  {
    reason: 'compares copies with their sources, below the dated prefixes',
    actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTagging', 's3:GetObjectVersionTagging'],
    resources: [snapshotBucket.arnForObjects(`${snapshotsOf(prefix)}*`)],
  },
  ...usesKey(snapshotBucket.encryptionKey, ['kms:Decrypt'], 'the snapshots are encrypted with this key'),
];

/** Copies, and nothing else: a snapshot is never marked or deleted by a handler, its lifecycle rule lets it go. */
export const writesSnapshots = ({ snapshotBucket, bucket, prefix }: SnapshotResources): Permission[] => [
  {
    reason: 'copies objects to the dated prefixes with their tags and locks; aborts what fails midway',
    actions: [
      's3:PutObject',
      's3:PutObjectTagging',
      's3:PutObjectRetention',
      's3:PutObjectLegalHold',
      's3:AbortMultipartUpload',
    ],
    resources: [snapshotBucket.arnForObjects(`${snapshotsOf(prefix)}*`)],
  },
  ...usesKey(snapshotBucket.encryptionKey, ['kms:GenerateDataKey'], 'the snapshots are encrypted with this key'),
  ...usesKey(bucket.encryptionKey, ['kms:GenerateDataKey'], 'a copy keeps the key of its source'),
];

export const writesSnapshotManifest = ({ snapshotBucket, prefix }: SnapshotResources): Permission[] => [
  {
    reason: 'notes down beside a snapshot that it is whole',
    actions: ['s3:PutObject'],
    resources: [snapshotBucket.arnForObjects(`${snapshotsOf(prefix)}*.json`)],
  },
  ...usesKey(snapshotBucket.encryptionKey, ['kms:GenerateDataKey'], 'the snapshots are encrypted with this key'),
];

export const readsSnapshotEvidence = (evidence: IBucket): Permission[] => [
  {
    reason: 'reads what earlier steps of the snapshot left in the evidence bucket',
    actions: ['s3:GetObject'],
    resources: [evidence.arnForObjects('snapshots/*')],
  },
  {
    reason: 'without the right to list, a missing object is answered with AccessDenied',
    actions: ['s3:ListBucket'],
    resources: [evidence.bucketArn],
  },
];

export const writesSnapshotEvidence = (evidence: IBucket): Permission[] => [
  {
    reason: 'writes plan and results of the snapshot',
    actions: ['s3:PutObject'],
    resources: [evidence.arnForObjects('snapshots/*')],
  },
  ...usesKey(evidence.encryptionKey, ['kms:GenerateDataKey', 'kms:Decrypt'], 'evidence is encrypted with this key'),
];
