import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption, type IBucket, ObjectLockMode, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Keepers } from '../../domain/objects/keep-policy';
import { lockDays } from '../../domain/objects/lock-renewal';
import { SAFE_BUCKET } from '../evidence/evidence-bucket';
import { ObjectLocks } from '../object-locks/object-locks';
import { ReplicationMode } from '../options/replication';
import type { Retention } from '../options/retention';
import { keepVersions } from './keep-versions';

export interface BackupBucketProps {
  readonly mode: ReplicationMode;
  readonly retention: Retention;
  readonly accessLogs: IBucket;
  /** True when the replicated objects are encrypted with a customer-managed key: the copies then are, too. */
  readonly ownKey: boolean;
  /** @default - made by CloudFormation */
  readonly bucketName?: string;
  /** Of the locks of a vault. @default ObjectLockMode.GOVERNANCE */
  readonly objectLockMode?: ObjectLockMode;
  /** Who may delete versions. @default - nothing is denied */
  readonly keepers?: Keepers;
  /** Hear of locks that are not renewed. @default - no topic */
  readonly notifications?: ITopic;
}

/**
 * The copy of the protected objects, versioned as they are, with a history as long as theirs. In a vault each version is
 * locked while it is current and for all of its history after that.
 */
export class BackupBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: BackupBucketProps) {
    super(scope, id);
    const { mode, retention, accessLogs, ownKey, bucketName, notifications } = props;
    const key = ownKey
      ? new Key(this, 'Key', {
          description: 'Encrypts the copies of protected objects',
          enableKeyRotation: true,
          removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        })
      : undefined;
    this.bucket = new Bucket(this, 'Bucket', {
      ...SAFE_BUCKET,
      bucketName,
      ...(key && { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
      ...(mode === ReplicationMode.VAULT && {
        objectLockEnabled: true,
        objectLockDefaultRetention: lockedAsWritten(retention, props.objectLockMode),
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
    keepVersions(this.bucket, props.keepers, { locked: mode === ReplicationMode.VAULT });
    if (mode === ReplicationMode.VAULT) {
      new ObjectLocks(this, 'Locks', { bucket: this.bucket, retention, notifications });
    }
  }
}

/** Longer than the history: until the first renewal. */
function lockedAsWritten(retention: Retention, mode = ObjectLockMode.GOVERNANCE): ObjectLockRetention {
  const days = Duration.days(lockDays(retention.objectHistory.toDays()));
  return mode === ObjectLockMode.COMPLIANCE
    ? ObjectLockRetention.compliance(days)
    : ObjectLockRetention.governance(days);
}
