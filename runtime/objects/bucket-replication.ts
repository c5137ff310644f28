import {
  GetBucketReplicationCommand,
  type S3Client,
  type ReplicationRule as SdkReplicationRule,
} from '@aws-sdk/client-s3';
import type { ReplicationRule } from '../../domain/objects/replica';

/** The rules of a bucket's replication; none where it has none. */
export async function bucketReplication(client: S3Client, bucket: string): Promise<readonly ReplicationRule[]> {
  try {
    const answer = await client.send(new GetBucketReplicationCommand({ Bucket: bucket }));
    return (answer.ReplicationConfiguration?.Rules ?? []).map(replicationRule);
  } catch (error) {
    if ((error as Error).name === 'ReplicationConfigurationNotFoundError') return [];
    throw error;
  }
}

function replicationRule(rule: SdkReplicationRule): ReplicationRule {
  const { ID, Status, Prefix, Filter, Destination } = rule;
  return {
    id: ID ?? 'without a name',
    enabled: Status === 'Enabled',
    prefix: Filter?.Prefix ?? Filter?.And?.Prefix ?? Prefix ?? '',
    byTag: Filter?.Tag !== undefined || (Filter?.And?.Tags?.length ?? 0) > 0,
    destination: Destination?.Bucket?.replace(/^arn:[^:]+:s3:::/, '') ?? '',
    deleteMarkers: rule.DeleteMarkerReplication?.Status === 'Enabled',
    existingObjects: rule.ExistingObjectReplication?.Status === 'Enabled',
  };
}
