import type { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { ListedObjects } from '../../../domain/objects/listed-objects';
import { manifestKey, type ObjectCopyManifest } from '../../../domain/objects/object-copy-workflow';
import { ErrorName, PegasusError } from '../../../domain/workflow/errors';
import type { Location } from '../../../domain/workflow/workflow';
import { Evidence } from '../../evidence/evidence';
import { ObjectVersions } from '../object-versions';

/**
 * Counts what lies in the object copy, and writes it down beside it, not in it: a restore from it brings back nothing
 * that was not in the source.
 */
export async function writeManifest(
  client: S3Client,
  copy: Omit<ObjectCopyManifest, 'version' | 'objects' | 'bytes' | 'digest'>,
): Promise<ObjectCopyManifest> {
  const { bucket, prefix } = copy.into;
  const listed = new ListedObjects();
  for await (const entries of new ObjectVersions(client, copy.into).pages()) {
    for (const entry of entries) if (entry.isLatest && entry.kind === 'version') listed.add(entry);
  }
  const { objects, bytes, digest } = listed;
  const manifest: ObjectCopyManifest = { version: 1, ...copy, objects, bytes, digest };
  await new Evidence(client, bucket).putJson(manifestKey(prefix), manifest);
  return manifest;
}

const count = z.int().min(0);
const location = z.object({ bucket: z.string(), prefix: z.string() });
const manifest = z.object({
  version: z.literal(1),
  source: location,
  into: location,
  at: z.iso.datetime(),
  exact: z.boolean(),
  objects: count,
  bytes: count.optional(),
  digest: z.string().optional(),
  late: count,
  verifiedAt: z.iso.datetime(),
});

/**
 * @returns undefined where no manifest says that the object copy is complete, as after `aws s3 sync`
 * @throws ObjectCopyIncomplete when it is none, or that of another object copy; a replica of the bucket has the same prefix
 */
export async function readManifest(
  client: S3Client,
  { bucket, prefix }: Location,
): Promise<ObjectCopyManifest | undefined> {
  const key = manifestKey(prefix);
  const notOurs = (why: string) =>
    new PegasusError(
      ErrorName.OBJECT_COPY_INCOMPLETE,
      `s3://${bucket}/${key} is not the manifest of this object copy: ${why}. Bring it back from its older versions, use another object copy, or continue with \`--accept-loss\`.`,
    );
  const found = await new Evidence(client, bucket)
    .getJson(key, (value) => manifest.parse(value))
    .catch((unread: unknown) => {
      const error = unread instanceof PegasusError ? unread.cause : unread;
      if (error instanceof SyntaxError) throw notOurs('it is no JSON');
      if (!(error instanceof z.ZodError)) throw unread;
      throw notOurs(z.prettifyError(error).replaceAll('\n', ' '));
    });
  if (found !== undefined && found.into.prefix !== prefix) throw notOurs(`it is of ${found.into.prefix}`);
  return found;
}
