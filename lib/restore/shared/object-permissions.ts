import { ArnFormat, Stack } from 'aws-cdk-lib';

import type { IBucket } from 'aws-cdk-lib/aws-s3';

import { type Permission, usesKey } from '../../handler/permission';
import { mayHaveAcls } from '../../objects/object-ownership';
import type { RestoreResources } from '../resources';

type Objects = Pick<RestoreResources, 'bucket' | 'prefix'>;

const whereAcls = (bucket: IBucket, permission: Permission): Permission[] => (mayHaveAcls(bucket) ? [permission] : []);

/** How far back the history reaches. */
export const asksHistory = ({ bucket }: Pick<Objects, 'bucket'>): Permission[] => [
  {
    reason: 'asks whether versions are kept, and for how long',
    actions: ['s3:GetBucketVersioning', 's3:GetLifecycleConfiguration'],
    resources: [bucket.bucketArn],
  },
];

export const listsVersions = ({ bucket }: Pick<Objects, 'bucket'>): Permission[] => [
  {
    reason: 'lists every version and delete marker',
    actions: ['s3:ListBucketVersions'],
    resources: [bucket.bucketArn],
  },
];

/** The history of the prefix: every version and delete marker, and what a version is like. */
export const readsHistory = ({ bucket, prefix }: Objects): Permission[] => [
  ...listsVersions({ bucket }),
  ...readsObjects({ bucket, prefix }),
  {
    reason: 'compares versions with their tags and locks',
    actions: ['s3:GetObjectTagging', 's3:GetObjectVersionTagging', 's3:GetObjectRetention', 's3:GetObjectLegalHold'],
    resources: [bucket.arnForObjects(`${prefix}*`)],
  },
  {
    reason: 'asks whether the bucket allows ACLs, which copies keep then',
    actions: ['s3:GetBucketOwnershipControls'],
    resources: [bucket.bucketArn],
  },
  ...whereAcls(bucket, {
    reason: 'compares the ACLs of versions',
    actions: ['s3:GetObjectAcl', 's3:GetObjectVersionAcl'],
    resources: [bucket.arnForObjects(`${prefix}*`)],
  }),
];

export const readsObjects = ({ bucket, prefix }: Objects): Permission[] => [
  {
    reason: 'reads objects and older versions of them below the protected prefix',
    actions: ['s3:GetObject', 's3:GetObjectVersion'],
    resources: [bucket.arnForObjects(`${prefix}*`)],
  },
  {
    reason: 'without the right to list, a missing object is answered with AccessDenied',
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
  },
  ...usesKey(bucket.encryptionKey, ['kms:Decrypt'], 'the objects are encrypted with this key'),
];

/**
 * Append-only: copies of old versions and delete markers. There is no `s3:DeleteObjectVersion` in this project, so a
 * rewind can itself be rewound.
 */
export const appendsObjects = ({ bucket, prefix }: Objects): Permission[] => [
  {
    reason:
      'copies an old version on top, with its tags and locks, or writes a delete marker; aborts what fails midway',
    actions: [
      's3:PutObject',
      's3:PutObjectTagging',
      's3:PutObjectRetention',
      's3:PutObjectLegalHold',
      's3:DeleteObject',
      's3:AbortMultipartUpload',
    ],
    resources: [bucket.arnForObjects(`${prefix}*`)],
  },
  ...whereAcls(bucket, {
    reason: 'a copy keeps the ACL of its source',
    actions: ['s3:PutObjectAcl'],
    resources: [bucket.arnForObjects(`${prefix}*`)],
  }),
  ...usesKey(bucket.encryptionKey, ['kms:GenerateDataKey'], 'the copies are encrypted with this key'),
];

/** Thaws what lies in an archive. */
export const thawsObjects = ({ bucket, prefix }: Objects): Permission[] => [
  {
    reason: 'asks for archived versions to be thawed, where the request says so',
    actions: ['s3:RestoreObject'],
    resources: [bucket.arnForObjects(`${prefix}*`)],
  },
];

/** Whom the bucket tells of what a restore writes. */
export const asksConsumers = ({ bucket }: Pick<Objects, 'bucket'>): Permission[] => [
  {
    reason: 'asks whom the bucket tells of its events, because each copy and marker is one',
    actions: ['s3:GetBucketNotification'],
    resources: [bucket.bucketArn],
  },
  {
    reason: 'lists the rules that hear of the bucket: IAM knows no narrower right to list them',
    actions: ['events:ListRules'],
    resources: ['*'],
  },
  {
    reason: 'asks what such a rule starts; which rules there are is not known before they are listed',
    actions: ['events:ListTargetsByRule'],
    resources: [
      Stack.of(bucket).formatArn({
        service: 'events',
        resource: 'rule',
        resourceName: '*',
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      }),
    ],
  },
];
