import type { Call } from './calls-of';

/** Packages of the SDK's clients that IAM calls otherwise. */
const PREFIXES: Readonly<Record<string, string>> = {
  'application-auto-scaling': 'application-autoscaling',
  eventbridge: 'events',
  'route-53': 'route53',
  's3-control': 's3',
  'secrets-manager': 'secretsmanager',
  sfn: 'states',
};

const READS_OBJECT = [
  's3:GetObject|s3:GetObjectVersion',
  '?s3:ListBucket',
  '?s3:GetObjectRetention',
  '?s3:GetObjectLegalHold',
];
const WRITES_OBJECT = ['s3:PutObject', '?s3:PutObjectRetention', '?s3:PutObjectLegalHold', '?s3:PutObjectTagging'];
const TAGS_DATABASE = 'rds:AddTagsToResource';

/**
 * Calls whose action has another name, or that need more than one. `|`: either; `?`: with some arguments only, as S3 asks
 * for the right to list where a key is not there, and RDS for the role that it is handed.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const ACTIONS: Readonly<Record<Call, readonly string[]>> = {
  's3:GetObject': READS_OBJECT,
  's3:HeadObject': READS_OBJECT,
  's3:PutObject': WRITES_OBJECT,
  's3:CopyObject': [
    ...READS_OBJECT,
    ...WRITES_OBJECT,
    '?s3:GetObjectTagging',
    '?s3:GetObjectVersionTagging',
    '?s3:PutObjectAcl',
  ],
  's3:CreateMultipartUpload': WRITES_OBJECT,
  's3:UploadPart': ['s3:PutObject'],
  's3:UploadPartCopy': ['s3:PutObject', 's3:GetObject|s3:GetObjectVersion'],
  's3:CompleteMultipartUpload': ['s3:PutObject'],
  's3:DeleteObjects': ['s3:DeleteObject'],
  's3:HeadBucket': ['s3:ListBucket'],
  's3:ListObjectsV2': ['s3:ListBucket'],
  's3:ListObjectVersions': ['s3:ListBucketVersions'],
  's3:ListMultipartUploads': ['s3:ListBucketMultipartUploads'],
  's3:ListParts': ['s3:ListMultipartUploadParts'],
  's3:GetObjectTagging': ['s3:GetObjectTagging|s3:GetObjectVersionTagging'],
  's3:GetObjectAcl': ['s3:GetObjectAcl|s3:GetObjectVersionAcl'],
  's3:GetBucketLifecycleConfiguration': ['s3:GetLifecycleConfiguration'],
  's3:GetBucketReplication': ['s3:GetReplicationConfiguration'],
  's3:GetBucketEncryption': ['s3:GetEncryptionConfiguration'],
  's3:GetObjectLockConfiguration': ['s3:GetBucketObjectLockConfiguration'],
  's3:GetBucketNotificationConfiguration': ['s3:GetBucketNotification'],
  's3:PutBucketNotificationConfiguration': ['s3:PutBucketNotification'],
  's3-control:CreateJob': ['s3:CreateJob', 'iam:PassRole'],
  'lambda:Invoke': ['lambda:InvokeFunction'],
  'rds:RestoreDBInstanceToPointInTime': ['rds:RestoreDBInstanceToPointInTime', TAGS_DATABASE, '?iam:PassRole'],
  'rds:RestoreDBInstanceFromDBSnapshot': ['rds:RestoreDBInstanceFromDBSnapshot', TAGS_DATABASE, '?iam:PassRole'],
  'rds:RestoreDBClusterToPointInTime': ['rds:RestoreDBClusterToPointInTime', TAGS_DATABASE, '?iam:PassRole'],
  'rds:RestoreDBClusterFromSnapshot': ['rds:RestoreDBClusterFromSnapshot', TAGS_DATABASE, '?iam:PassRole'],
  'rds:CreateDBInstance': ['rds:CreateDBInstance', TAGS_DATABASE, '?iam:PassRole'],
  'rds:CreateDBParameterGroup': ['rds:CreateDBParameterGroup', TAGS_DATABASE],
  'rds:CreateDBClusterParameterGroup': ['rds:CreateDBClusterParameterGroup', TAGS_DATABASE],
  'rds:ModifyDBInstance': ['rds:ModifyDBInstance', '?iam:PassRole'],
  'rds:AddRoleToDBInstance': ['rds:AddRoleToDBInstance', 'iam:PassRole'],
  'rds:AddRoleToDBCluster': ['rds:AddRoleToDBCluster', 'iam:PassRole'],
  'ecs:RunTask': ['ecs:RunTask', 'ecs:TagResource', 'iam:PassRole'],
  'scheduler:UpdateSchedule': ['scheduler:UpdateSchedule', '?iam:PassRole'],
};

/** What IAM is asked for a call: each is one of the actions that would do. */
export interface Needed {
  readonly anyOf: readonly string[];
  /** Whatever the call is given. */
  readonly always: boolean;
}

export function neededFor(call: Call): Needed[] {
  const [client = '', command] = call.split(':');
  const named = ACTIONS[call] ?? [`${PREFIXES[client] ?? client}:${command}`];
  return named.map((one) => ({ anyOf: one.replace('?', '').split('|'), always: !one.startsWith('?') }));
}
