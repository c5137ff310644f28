import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { manifestKey, type ObjectCopyManifest } from '../../../domain/objects/object-copy-workflow';
import type { Location } from '../../../domain/workflow/workflow';
import { Evidence } from '../../evidence/evidence';

/**
 * Counts what lies in the object copy, and writes it down beside it, not in it: a restore from it brings back nothing
 * that was not in the source.
 */
export async function writeManifest(
  client: S3Client,
  copy: Omit<ObjectCopyManifest, 'version' | 'objects' | 'bytes'>,
): Promise<ObjectCopyManifest> {
  const { bucket, prefix } = copy.into;
  let [objects, bytes] = [0, 0];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    objects += Contents.length;
    for (const { Size = 0 } of Contents) bytes += Size;
  }
  const manifest: ObjectCopyManifest = { version: 1, ...copy, objects, bytes };
  await new Evidence(client, bucket).putJson(manifestKey(prefix), manifest);
  return manifest;
}

/** @returns undefined where no manifest says that the object copy is complete, as after `aws s3 sync` */
export async function readManifest(
  client: S3Client,
  { bucket, prefix }: Location,
): Promise<ObjectCopyManifest | undefined> {
  return await new Evidence(client, bucket).getJson<ObjectCopyManifest>(manifestKey(prefix));
}
