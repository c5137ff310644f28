import type { S3Client } from '@aws-sdk/client-s3';
import { manifestKey, type SnapshotManifest } from '../../../domain/objects/object-copy-workflow';
import type { Location } from '../../../domain/workflow/workflow';
import { Evidence } from '../../evidence/evidence';

/** Beside the snapshot, not in it: a restore from it brings back nothing that was not in the source. */
export async function writeManifest(client: S3Client, manifest: SnapshotManifest): Promise<void> {
  const { bucket, prefix } = manifest.into;
  await new Evidence(client, bucket).putJson(manifestKey(prefix), manifest);
}

/** @returns undefined where nobody has noted down that the snapshot is whole, as after `aws s3 sync` */
export async function readManifest(
  client: S3Client,
  { bucket, prefix }: Location,
): Promise<SnapshotManifest | undefined> {
  return await new Evidence(client, bucket).getJson<SnapshotManifest>(manifestKey(prefix));
}
