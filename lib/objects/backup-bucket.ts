import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption, type IBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { SAFE_BUCKET } from '../evidence/evidence-bucket';
import { ReplicationMode } from '../options/replication';
import type { Retention } from '../options/retention';

export interface BackupBucketProps {
  readonly mode: ReplicationMode;
  readonly retention: Retention;
  readonly accessLogs: IBucket;
  /** True when the replicated objects are encrypted with a customer-managed key: the copies then are, too. */
  readonly ownKey: boolean;
  /** @default - made by CloudFormation */
  readonly bucketName?: string;
}

/** The copy of the protected objects, versioned as they are, with a history as long as theirs. */
export class BackupBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { mode, retention, accessLogs, ownKey, bucketName }: BackupBucketProps) {
    super(scope, id);
    const key = ownKey
      ? new Key(this, 'Key', {
          description: 'Encrypts the copies of protected objects',
          enableKeyRotation: true,
          removalPolicy: RemovalPolicy.RETAIN,
        })
      : undefined;
    this.bucket = new Bucket(this, 'Bucket', {
      ...SAFE_BUCKET,
      bucketName,
      ...(key && { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
      ...(mode === ReplicationMode.VAULT && {
        objectLockEnabled: true,
        objectLockDefaultRetention: ObjectLockRetention.governance(retention.objectHistory),
      }),
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'backup/',
      lifecycleRules: [
        {
          noncurrentVersionExpiration: retention.objectHistory,
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
  }
}
