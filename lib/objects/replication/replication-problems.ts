import { Stack } from 'aws-cdk-lib';
import { type Bucket, CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { inOtherAccount } from '../../options/other-account';
import { ReplicationMode, type ReplicationOptions } from '../../options/replication';
import { lifecycleProblems, lifecycleRulesOf } from '../lifecycle-rules';

export interface BucketReplicationProps {
  readonly source: Bucket;
  readonly resource: CfnBucket;
  readonly prefix: string;
  readonly destination: IBucket;
  /** Days of history that the copies need. */
  readonly historyDays: number;
  readonly mode: ReplicationMode;
  readonly options: ReplicationOptions;
}

/** @throws Error that says what keeps the copies from being made, or from being what they are for, and what to change */
export function checkReplication(props: BucketReplicationProps): void {
  checkSource(props);
  checkDestination(props);
}

function checkSource({ source, resource, prefix, destination }: BucketReplicationProps): void {
  const path = source.node.path;
  if (resource.replicationConfiguration !== undefined) {
    throw new Error(
      `\`replicationRules\` of ${path} are set already: leave them out, PegasusBackup replicates '${prefix}' (\`replication\`); or keep them and pass \`replication: Replication.none()\`.`,
    );
  }
  if (source.encryptionKey && !destination.encryptionKey) {
    throw new Error(
      `\`replication\` copies objects encrypted with a customer-managed key, but no key of the bucket ${destination.node.path} is known: import it with its \`encryptionKey\` (Bucket.fromBucketAttributes), or let PegasusBackup make the bucket.`,
    );
  }
  if (!source.encryptionKey && usesManagedKey(resource)) {
    throw new Error(
      `\`encryption\` of ${path} is the AWS-managed key, which is not replicated: use BucketEncryption.S3_MANAGED or a key of your own (BucketEncryption.KMS), or pass \`replication: Replication.none()\`.`,
    );
  }
}

function checkDestination({ source, prefix, destination, historyDays, mode, options }: BucketReplicationProps): void {
  const path = destination.node.path;
  if (destination === source) {
    throw new Error(`\`replication\` copies ${path} to itself: name another bucket, or none and one is made.`);
  }
  if (inOtherAccount(destination, source) && options.roleName === undefined) {
    throw new Error(
      `\`replication\` copies to ${path} in the account ${destination.env.account}, which admits the role that replicates by its name: give \`roleName\`, the same as \`replicationRoleName\` of its BackupDestination.`,
    );
  }
  const resource = destination.node.defaultChild;
  if (!CfnBucket.isCfnBucket(resource)) return;
  if (Stack.of(resource).resolve(resource.versioningConfiguration)?.status !== 'Enabled') {
    throw new Error(`\`versioned\` of ${path} is not true: S3 replicates only to a bucket that keeps versions.`);
  }
  if (mode === ReplicationMode.VAULT && resource.objectLockEnabled !== true) {
    throw new Error(
      `\`objectLockEnabled\` of ${path} is not true, so the copies can be deleted: set it with \`objectLockDefaultRetention\`, let PegasusBackup make the bucket, or use Replication.standby.`,
    );
  }
  destination.node.addValidation({
    validate: () => lifecycleProblems(prefix, historyDays, lifecycleRulesOf(resource)),
  });
}

function usesManagedKey(resource: CfnBucket): boolean {
  const encryption = JSON.stringify(Stack.of(resource).resolve(resource.bucketEncryption) ?? {});
  return encryption.includes('"aws:kms');
}
