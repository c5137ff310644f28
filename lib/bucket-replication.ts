import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket, CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type Permission, permit, usesKey } from './handlers/permission';
import { ReplicationMode } from './replication';

export interface BucketReplicationProps {
  readonly source: Bucket;
  readonly resource: CfnBucket;
  readonly prefix: string;
  readonly destination: IBucket;
  readonly mode: ReplicationMode;
}

/**
 * Replicates the protected prefix as it is written. What existed before the rule is not replicated by it. Written on the
 * resource, because the L2 bucket takes replication only when it is made.
 */
export class BucketReplication extends Construct {
  constructor(scope: Construct, id: string, props: BucketReplicationProps) {
    super(scope, id);
    const { source, resource, prefix, destination, mode } = props;
    if (resource.replicationConfiguration !== undefined) {
      throw new Error(
        `\`replicationRules\` of ${source.node.path} are set already: leave them out, PegasusBackup replicates '${prefix}' (\`replication\`); or keep them and pass \`replication: Replication.none()\`.`,
      );
    }
    if (source.encryptionKey && !destination.encryptionKey) {
      throw new Error(
        `\`replication\` copies objects encrypted with a customer-managed key, but no key of the bucket ${destination.node.path} is known: import it with its \`encryptionKey\` (Bucket.fromBucketAttributes), or let PegasusBackup make the bucket.`,
      );
    }
    if (!source.encryptionKey && usesManagedKey(resource)) {
      throw new Error(
        `\`encryption\` of ${source.node.path} is the AWS-managed key, which is not replicated: use BucketEncryption.S3_MANAGED or a key of your own (BucketEncryption.KMS), or pass \`replication: Replication.none()\`.`,
      );
    }
    const standby = mode === ReplicationMode.STANDBY;
    resource.replicationConfiguration = {
      role: this.role(props).roleArn,
      rules: [
        {
          id: 'pegasus-backup',
          status: 'Enabled',
          priority: 1,
          filter: { prefix },
          deleteMarkerReplication: { status: standby ? 'Enabled' : 'Disabled' },
          sourceSelectionCriteria: source.encryptionKey && { sseKmsEncryptedObjects: { status: 'Enabled' } },
          destination: {
            bucket: destination.bucketArn,
            metrics: { status: 'Enabled' },
            encryptionConfiguration: source.encryptionKey &&
              destination.encryptionKey && { replicaKmsKeyId: destination.encryptionKey.keyArn },
          },
        },
      ],
    };
  }

  private role({ source, prefix, destination, mode }: BucketReplicationProps): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('s3.amazonaws.com'),
      description: 'Replicates protected objects to the backup bucket',
    });
    const markers = mode === ReplicationMode.STANDBY ? ['s3:ReplicateDelete'] : [];
    const permissions: Permission[] = [
      {
        reason: 'reads which rules apply',
        actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'],
        resources: [source.bucketArn],
      },
      {
        reason: 'reads every object of the prefix that is to be replicated',
        actions: ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'],
        resources: [source.arnForObjects(`${prefix}*`)],
      },
      {
        reason: 'writes the copies, under the same keys',
        actions: ['s3:ReplicateObject', 's3:ReplicateTags', ...markers],
        resources: [destination.arnForObjects(`${prefix}*`)],
      },
      ...usesKey(source.encryptionKey, ['kms:Decrypt'], 'the objects are encrypted with this key'),
      ...usesKey(destination.encryptionKey, ['kms:GenerateDataKey', 'kms:Encrypt'], 'the copies are encrypted with it'),
    ];
    permit(role, permissions);
    return role;
  }
}

function usesManagedKey(resource: CfnBucket): boolean {
  const encryption = JSON.stringify(Stack.of(resource).resolve(resource.bucketEncryption) ?? {});
  return encryption.includes('"aws:kms');
}
