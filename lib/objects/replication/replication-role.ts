import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { type Permission, permit, usesKey } from '../../handler/permission';
import { ReplicationMode } from '../../options/replication';

export interface ReplicationRoleProps {
  readonly source: IBucket;
  readonly prefix: string;
  readonly destination: IBucket;
  readonly otherAccount: boolean;
  readonly mode: ReplicationMode;
  readonly roleName?: string;
}

/** As S3 documents it, for S3 as it replicates and for its batch jobs, and no more. */
export class ReplicationRole extends Role {
  constructor(scope: Construct, id: string, props: ReplicationRoleProps) {
    super(scope, id, {
      assumedBy: new ServicePrincipal('s3.amazonaws.com'),
      description: 'Replicates protected objects to the backup bucket',
      roleName: props.roleName,
    });
    permit(this, [...readsSource(props), ...writesCopies(props)]);
  }
}

const readsSource = ({ source, prefix }: ReplicationRoleProps): Permission[] => [
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
  ...usesKey(source.encryptionKey, ['kms:Decrypt'], 'the objects are encrypted with this key'),
];

const writesCopies = ({ destination, prefix, mode, otherAccount }: ReplicationRoleProps): Permission[] => [
  {
    reason: 'writes the copies, under the same keys',
    actions: [
      's3:ReplicateObject',
      's3:ReplicateTags',
      ...(mode === ReplicationMode.STANDBY ? ['s3:ReplicateDelete'] : []),
      ...(otherAccount ? ['s3:ObjectOwnerOverrideToBucketOwner'] : []),
    ],
    resources: [destination.arnForObjects(`${prefix}*`)],
  },
  ...usesKey(destination.encryptionKey, ['kms:GenerateDataKey', 'kms:Encrypt'], 'the copies are encrypted with it'),
];
