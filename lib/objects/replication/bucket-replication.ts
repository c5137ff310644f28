import { Construct } from 'constructs';
import { inOtherAccount } from '../../options/other-account';
import { ReplicationMode } from '../../options/replication';
import { type BucketReplicationProps, checkReplication } from './replication-problems';
import { ReplicationRole } from './replication-role';

/** S3 knows no other threshold. */
const TIME_CONTROL = { minutes: 15 };

/**
 * Replicates the protected prefix as it is written. What existed before the rule is not replicated by it. Written on the
 * resource, because the L2 bucket takes replication only when it is made.
 */
export class BucketReplication extends Construct {
  constructor(scope: Construct, id: string, props: BucketReplicationProps) {
    super(scope, id);
    checkReplication(props);
    const { source, resource, destination, mode, options } = props;
    const otherAccount = inOtherAccount(destination, source);
    const role = new ReplicationRole(this, 'Role', { ...props, otherAccount, roleName: options.roleName });
    const standby = mode === ReplicationMode.STANDBY;
    resource.replicationConfiguration = {
      role: role.roleArn,
      rules: [
        {
          id: 'pegasus-backup',
          status: 'Enabled',
          priority: 1,
          filter: { prefix: props.prefix },
          deleteMarkerReplication: { status: standby ? 'Enabled' : 'Disabled' },
          sourceSelectionCriteria: source.encryptionKey && { sseKmsEncryptedObjects: { status: 'Enabled' } },
          destination: {
            bucket: destination.bucketArn,
            ...(otherAccount && {
              account: destination.env.account,
              // Copies that belong to the source's account could be taken back by it.
              accessControlTranslation: { owner: 'Destination' },
            }),
            metrics: { status: 'Enabled', ...(options.timeControl && { eventThreshold: TIME_CONTROL }) },
            ...(options.timeControl && { replicationTime: { status: 'Enabled', time: TIME_CONTROL } }),
            encryptionConfiguration: source.encryptionKey &&
              destination.encryptionKey && { replicaKmsKeyId: destination.encryptionKey.keyArn },
          },
        },
      ],
    };
  }
}
