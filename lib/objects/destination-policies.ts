import { Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { RENEWAL_KEYS } from '../../domain/objects/lock-renewal';
import { ReplicationMode } from '../options/replication';

export interface AdmittedReplication {
  readonly mode: ReplicationMode;
  readonly sourceAccount: string;
  /** Its name there. */
  readonly role?: string;
}

/**
 * Lets the role of the source write copies, and nothing else. By its name in a condition: a principal that does not exist
 * yet is refused, and the role is made after the bucket.
 */
export function admitReplication(bucket: Bucket, { mode, sourceAccount, role }: AdmittedReplication): void {
  const principals = [new AccountPrincipal(sourceAccount)];
  const conditions = {
    ArnEquals: { 'aws:PrincipalArn': `arn:${Stack.of(bucket).partition}:iam::${sourceAccount}:role/${role}` },
  };
  const markers = mode === ReplicationMode.STANDBY ? ['s3:ReplicateDelete'] : [];
  const statements = [
    {
      sid: 'CopiesOfTheSource',
      actions: ['s3:ReplicateObject', 's3:ReplicateTags', 's3:ObjectOwnerOverrideToBucketOwner', ...markers],
      resources: [bucket.arnForObjects('*')],
    },
    {
      sid: 'WhetherVersionsAreKept',
      actions: ['s3:GetBucketVersioning', 's3:ListBucket'],
      resources: [bucket.bucketArn],
    },
  ];
  for (const statement of statements) {
    bucket.addToResourcePolicy(new PolicyStatement({ ...statement, principals, conditions }));
  }
  admitWatch(bucket, principals);
  bucket.encryptionKey?.addToResourcePolicy(
    new PolicyStatement({
      sid: 'CopiesOfTheSource',
      principals,
      conditions,
      actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
    }),
  );
}

/** The role of the watch has no name that is known here; of objects it sees how they are locked, and no content. */
function admitWatch(bucket: Bucket, principals: AccountPrincipal[]): void {
  const settings = [
    'GetBucketVersioning',
    'GetLifecycleConfiguration',
    'GetBucketObjectLockConfiguration',
    'ListBucket',
  ];
  const statements = [
    { actions: settings.map((one) => `s3:${one}`), resources: [bucket.bucketArn] },
    { actions: ['s3:GetObjectRetention'], resources: [bucket.arnForObjects('*')] },
    { actions: ['s3:GetObject'], resources: [bucket.arnForObjects(RENEWAL_KEYS.ended)] },
  ];
  for (const statement of statements) bucket.addToResourcePolicy(new PolicyStatement({ ...statement, principals }));
  const key = { actions: ['kms:DescribeKey'], resources: ['*'] };
  bucket.encryptionKey?.addToResourcePolicy(new PolicyStatement({ ...key, principals }));
}

/** Lets the source put copies of snapshots into a vault; it can neither read nor delete them there. */
export const admitsCopies = (sourceAccount: string): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'CopiesOfTheSource',
        principals: [new AccountPrincipal(sourceAccount)],
        actions: ['backup:CopyIntoBackupVault'],
        resources: ['*'],
      }),
    ],
  });
