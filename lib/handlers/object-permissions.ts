import type { Permission } from './permission';
import { usesKey } from './permission';
import type { RestoreResources } from './restore-resources';

type Objects = Pick<RestoreResources, 'bucket' | 'prefix'>;

export const listsVersions = ({ bucket }: Objects): Permission[] => [
  {
    reason: 'lists every version and delete marker: the history of the prefix',
    actions: ['s3:ListBucketVersions'],
    resources: [bucket.bucketArn],
  },
];

/**
 * Append-only: copies of old versions and delete markers. There is no `s3:DeleteObjectVersion` in this project, so a
 * rewind can itself be rewound.
 */
export const rewindsObjects = ({ bucket, prefix }: Objects): Permission[] => [
  {
    reason: 'reads the version to bring back with its metadata and tags',
    actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTagging', 's3:GetObjectVersionTagging'],
    resources: [bucket.arnForObjects(`${prefix}*`)],
  },
  {
    reason: 'copies it on top, or writes a delete marker; large objects in parts, aborted on failure',
    actions: ['s3:PutObject', 's3:PutObjectTagging', 's3:DeleteObject', 's3:AbortMultipartUpload'],
    resources: [bucket.arnForObjects(`${prefix}*`)],
  },
  ...usesKey(bucket.encryptionKey, ['kms:Decrypt', 'kms:GenerateDataKey'], 'the objects are encrypted with this key'),
];
