import { Names, Stack, Validations } from 'aws-cdk-lib';
import { Bucket, CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import type { Keepers } from '../../domain/objects/keep-policy';
import { AccessLogs } from '../evidence/access-logs';
import { ObjectLocks } from '../object-locks/object-locks';
import { inOtherAccount } from '../options/other-account';
import { Replication, ReplicationMode } from '../options/replication';
import type { Retention } from '../options/retention';
import { BackupBucket } from './backup-bucket';
import { protectBucket } from './bucket-settings';
import { keepVersions } from './keep-versions';
import { BucketReplication } from './replication/bucket-replication';
import { ExistingObjects } from './replication/existing-objects';

export interface ObjectBackupProps {
  readonly bucket: IBucket;
  readonly prefix: string;
  readonly retention: Retention;
  readonly accessLogs: IBucket;
  /** Where a batch job lists what it could not replicate. */
  readonly evidence: IBucket;
  /** Who may delete versions. @default - nothing is denied */
  readonly keepers?: Keepers;
  /** Hear of locks that are not renewed. */
  readonly notifications: ITopic;
  /** @default - a standby copy of a bucket of this stack, else none */
  readonly replication?: Replication;
}

/** Where the objects are copied to. */
export interface ObjectsCopy {
  readonly bucket: IBucket;
  /** It is a vault. */
  readonly locked: boolean;
  /** Of its locks, where it is known. */
  readonly mode?: string;
}

/**
 * The runbook's policy for the objects: versions that live as long as the database can go back, and a copy in another
 * bucket. A bucket that this app does not make is not changed.
 */
export class ObjectBackup extends Construct {
  /** Undefined without replication. */
  readonly copy?: ObjectsCopy;

  constructor(scope: Construct, id: string, props: ObjectBackupProps) {
    super(scope, id);
    const { bucket, prefix, retention } = props;
    const resource = bucket.node.defaultChild;
    if (!(bucket instanceof Bucket) || !CfnBucket.isCfnBucket(resource)) {
      this.leaveAlone(props);
      return;
    }
    protectBucket({ bucket, resource, prefix, retention });
    keepVersions(bucket, props.keepers);

    const replication = props.replication ?? Replication.standby();
    if (replication.mode === ReplicationMode.NONE) return;
    const copy = this.replicate(bucket, resource, replication, props);
    const locked = replication.mode === ReplicationMode.VAULT;
    this.copy = { bucket: copy, locked, mode: lockModeOf(copy) ?? replication.options.objectLockMode };
  }

  private replicate(
    source: Bucket,
    resource: CfnBucket,
    { mode, bucket, options }: Replication,
    props: ObjectBackupProps,
  ): IBucket {
    const { prefix, retention, accessLogs, evidence, notifications, keepers } = props;
    const ownKey = source.encryptionKey !== undefined;
    const { objectLockMode } = options;
    const near = this.near(source);
    const beside = near === this ? { accessLogs, notifications } : { accessLogs: new AccessLogs(near, 'AccessLogs') };
    const made = { mode, retention, ownKey, objectLockMode, keepers, ...beside };
    const destination = bucket ?? new BackupBucket(near, 'Backup', made).bucket;
    const historyDays = retention.objectHistory.toDays();
    const rule = { source, resource, prefix, destination };
    const replication = new BucketReplication(near, 'Replication', { ...rule, historyDays, mode, options });
    if (options.existingObjects ?? true) {
      new ExistingObjects(this, 'Existing', { ...rule, evidence, replication });
    }
    if (bucket !== undefined && mode === ReplicationMode.VAULT && !renewsItself(bucket, source)) {
      new ObjectLocks(this, 'Locks', { bucket, retention, notifications });
    }
    return destination;
  }

  /** What the bucket names, its copy and the role that replicates, is in its stack: that one must not need this one. */
  private near(source: Bucket): Construct {
    const stack = Stack.of(source);
    if (stack === Stack.of(this)) return this;
    const near = new Construct(stack, `${Names.uniqueResourceName(this, {})}Copy`);
    near.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
    return near;
  }

  private leaveAlone({ bucket, prefix, retention, replication }: ObjectBackupProps): void {
    if (replication && replication.mode !== ReplicationMode.NONE) {
      throw new Error(
        `\`replication\` cannot be set on the imported bucket ${bucket.node.path}: set it where the bucket is made, and leave \`replication\` out here.`,
      );
    }
    Validations.of(this).addWarning(
      'pegasus-backup:imported-bucket',
      `The bucket ${bucket.node.path} is imported and not changed: it must be in the account and Region of this stack, be versioned, keep noncurrent versions of '${prefix}' for ${retention.objectHistory.toDays()} days at least, and have a copy of its own. Acknowledge this warning when it does, or when \`dailyObjectCopies\` replace versions that it cannot keep.`,
    );
  }
}

/** A BackupDestination does, which is known by its resource; in another account nothing of this stack can. */
function renewsItself(destination: IBucket, source: Bucket): boolean {
  const ofDestination = !(destination instanceof Bucket) && CfnBucket.isCfnBucket(destination.node.defaultChild);
  return ofDestination || inOtherAccount(destination, source);
}

/** As its resource says it, where it is made by an app that is synthesised with this one. */
function lockModeOf(destination: IBucket): string | undefined {
  const resource = destination.node.defaultChild;
  if (!CfnBucket.isCfnBucket(resource)) return undefined;
  return Stack.of(resource).resolve(resource.objectLockConfiguration)?.rule?.defaultRetention?.mode;
}
