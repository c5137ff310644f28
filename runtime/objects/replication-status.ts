import { HeadObjectCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ReplicationSample } from '../../domain/readiness/replication-lag';

/** More heartbeats than are written in the time that a replication may take. */
const LISTED = 1_000;

/**
 * What became of the newest version of a key that was written at `before` or earlier. A sample: the metrics of S3
 * replication count all objects.
 * @param before milliseconds
 * @returns undefined when there is none
 */
export async function replicationSample(
  client: S3Client,
  { bucket, key, before }: { readonly bucket: string; readonly key: string; readonly before: number },
): Promise<ReplicationSample | undefined> {
  const listed = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, MaxKeys: LISTED }));
  const found = listed.Versions?.find(({ Key, LastModified }) => Key === key && LastModified!.getTime() <= before);
  if (found === undefined) return undefined;
  const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: found.VersionId }));
  return { writtenAt: found.LastModified!.toISOString(), status: head.ReplicationStatus };
}
