import type { S3Client } from '@aws-sdk/client-s3';
import { manifestKey, type ObjectCopyManifest } from '../../../domain/objects/object-copy-workflow';
import type { Location } from '../../../domain/workflow/workflow';
import { Evidence } from '../../evidence/evidence';

/** Beside the object copy, not in it: a restore from it brings back nothing that was not in the source. */
export async function writeManifest(client: S3Client, manifest: ObjectCopyManifest): Promise<void> {
  const { bucket, prefix } = manifest.into;
  await new Evidence(client, bucket).putJson(manifestKey(prefix), manifest);
}

/** @returns undefined where no manifest says that the object copy is complete, as after `aws s3 sync` */
export async function readManifest(
  client: S3Client,
  { bucket, prefix }: Location,
): Promise<ObjectCopyManifest | undefined> {
  return await new Evidence(client, bucket).getJson<ObjectCopyManifest>(manifestKey(prefix));
}
