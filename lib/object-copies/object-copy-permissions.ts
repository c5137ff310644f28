import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { objectCopiesOf } from '../../domain/objects/object-copy-workflow';
import { type Permission, usesKey } from '../handler/permission';

/** Where from and where to. */
export interface ObjectCopyResources {
  readonly bucket: IBucket;
  readonly prefix: string;
  readonly objectCopyBucket: IBucket;
  readonly evidence: IBucket;
}

/** What is in the dated prefix already, and whether it is the same. */
export const readsObjectCopies = ({ objectCopyBucket, prefix }: ObjectCopyResources): Permission[] => [
  {
    reason:
      'lists what the object copy has already; without the right to list, a missing object is answered with AccessDenied; asks whether ACLs are allowed there',
    actions: ['s3:ListBucketVersions', 's3:ListBucket', 's3:GetBucketOwnershipControls'],
    resources: [objectCopyBucket.bucketArn],
  },
  {
    reason: 'compares copies with their sources, below the dated prefixes',
    actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTagging', 's3:GetObjectVersionTagging'],
    resources: [objectCopyBucket.arnForObjects(`${objectCopiesOf(prefix)}*`)],
  },
  ...usesKey(objectCopyBucket.encryptionKey, ['kms:Decrypt'], 'the object copies are encrypted with this key'),
];

/** Copies, and nothing else: an object copy is never marked or deleted by a handler, its lifecycle rule lets it go. */
export const writesObjectCopies = ({ objectCopyBucket, bucket, prefix }: ObjectCopyResources): Permission[] => [
  {
    reason: 'copies objects to the dated prefixes with their tags and locks; aborts what fails midway',
    actions: [
      's3:PutObject',
      's3:PutObjectTagging',
      's3:PutObjectRetention',
      's3:PutObjectLegalHold',
      's3:AbortMultipartUpload',
    ],
    resources: [objectCopyBucket.arnForObjects(`${objectCopiesOf(prefix)}*`)],
  },
  ...usesKey(objectCopyBucket.encryptionKey, ['kms:GenerateDataKey'], 'the object copies are encrypted with this key'),
  ...usesKey(bucket.encryptionKey, ['kms:GenerateDataKey'], 'a copy keeps the key of its source'),
];

export const writesObjectCopyManifest = ({ objectCopyBucket, prefix }: ObjectCopyResources): Permission[] => [
  {
    reason: 'notes down beside an object copy that it is whole',
    actions: ['s3:PutObject'],
    resources: [objectCopyBucket.arnForObjects(`${objectCopiesOf(prefix)}*.json`)],
  },
  ...usesKey(objectCopyBucket.encryptionKey, ['kms:GenerateDataKey'], 'the object copies are encrypted with this key'),
];

export const readsObjectCopyEvidence = (evidence: IBucket): Permission[] => [
  {
    reason: 'reads what earlier steps of the object copy left in the evidence bucket',
    actions: ['s3:GetObject'],
    resources: [evidence.arnForObjects('object-copies/*')],
  },
  {
    reason: 'without the right to list, a missing object is answered with AccessDenied',
    actions: ['s3:ListBucket'],
    resources: [evidence.bucketArn],
  },
];

export const writesObjectCopyEvidence = (evidence: IBucket): Permission[] => [
  {
    reason: 'writes plan and results of the object copy',
    actions: ['s3:PutObject'],
    resources: [evidence.arnForObjects('object-copies/*')],
  },
  ...usesKey(evidence.encryptionKey, ['kms:GenerateDataKey', 'kms:Decrypt'], 'evidence is encrypted with this key'),
];
