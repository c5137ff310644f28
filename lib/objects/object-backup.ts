import { Stack, Validations } from 'aws-cdk-lib';
import { Bucket, CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Replication, ReplicationMode } from '../options/replication';
import type { Retention } from '../options/retention';
import { BackupBucket } from './backup-bucket';
import { protectBucket } from './bucket-settings';
import { BucketReplication } from './replication/bucket-replication';
import { ExistingObjects } from './replication/existing-objects';

export interface ObjectBackupProps {
  readonly bucket: IBucket;
  readonly prefix: string;
  readonly retention: Retention;
  readonly accessLogs: IBucket;
  /** Where a batch job lists what it could not replicate. */
  readonly evidence: IBucket;
  /** @default - a standby copy of a bucket of this stack, else none */
  readonly replication?: Replication;
}

/**
 * The runbook's policy for the objects: versions that live as long as the database can go back, and a copy in another
 * bucket. A bucket that this app does not make is not changed.
 */
export class ObjectBackup extends Construct {
  /** Where the copies are; undefined without replication. */
  readonly backupBucket?: IBucket;

  constructor(scope: Construct, id: string, props: ObjectBackupProps) {
    super(scope, id);
    const { bucket, prefix, retention } = props;
    const resource = bucket.node.defaultChild;
    if (!(bucket instanceof Bucket) || !CfnBucket.isCfnBucket(resource)) {
      this.leaveAlone(props);
      return;
    }
    protectBucket({ bucket, resource, prefix, retention });

    const replication = props.replication ?? Replication.standby();
    if (replication.mode === ReplicationMode.NONE) return;
    if (Stack.of(bucket) !== Stack.of(this)) {
      throw new Error(
        `\`replication\` cannot be set on ${bucket.node.path} from the stack ${Stack.of(this).stackName}, the two stacks would need each other: put PegasusBackup into the stack of the bucket, or pass \`replication: Replication.none()\`.`,
      );
    }
    this.backupBucket = this.replicate(bucket, resource, replication, props);
  }

  private replicate(
    source: Bucket,
    resource: CfnBucket,
    { mode, bucket, options }: Replication,
    props: ObjectBackupProps,
  ): IBucket {
    const { prefix, retention, accessLogs, evidence } = props;
    const ownKey = source.encryptionKey !== undefined;
    const destination = bucket ?? new BackupBucket(this, 'Backup', { mode, retention, accessLogs, ownKey }).bucket;
    const historyDays = retention.objectHistory.toDays();
    const rule = { source, resource, prefix, destination };
    const replication = new BucketReplication(this, 'Replication', { ...rule, historyDays, mode, options });
    if (options.existingObjects ?? true) {
      new ExistingObjects(this, 'Existing', { ...rule, evidence, replication });
    }
    return destination;
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
