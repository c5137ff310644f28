import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ReplicationSample } from '../../domain/readiness/replication-lag';
import { versionPages } from './version-pages';

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
  for await (const { entries } of versionPages(client, { bucket, prefix: key })) {
    const found = entries.find(
      (entry) => entry.key === key && entry.kind === 'version' && entry.lastModified <= before,
    );
    if (found !== undefined) {
      const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: found.versionId }));
      return { writtenAt: new Date(found.lastModified).toISOString(), status: head.ReplicationStatus };
    }
    // What begins like it comes behind it.
    if (entries.some((entry) => entry.key !== key)) return undefined;
  }
  return undefined;
}
