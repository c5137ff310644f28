import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { Replication, ReplicationMode } from '../options/replication';
import type { ReplicateTo } from './settings';

/** The copy as it is set, in the bucket that is given where one is. */
export function replicationTo(
  scope: Construct,
  replication: Replication | undefined,
  to: ReplicateTo | undefined,
): Replication | undefined {
  if (to === undefined) return replication;
  const { bucketName, account, region, encryptionKeyArn, roleName, timeControl } = to;
  const bucket = Bucket.fromBucketAttributes(scope, 'ReplicaBucket', {
    bucketName,
    account,
    region,
    encryptionKey: encryptionKeyArn ? Key.fromKeyArn(scope, 'ReplicaKey', encryptionKeyArn) : undefined,
  });
  const make = replication?.mode === ReplicationMode.VAULT ? Replication.vault : Replication.standby;
  return make(bucket, { ...replication?.options, roleName, timeControl });
}
