import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { atOnce } from '../concurrently';

/** Every current object: key → a line that says all that must be as it was: bytes, content headers, metadata, tags. */
export type Objects = ReadonlyMap<string, string>;

/** Reads every current object of the bucket, bytes and all. */
export async function readObjects(s3: S3Client, bucket: string): Promise<Objects> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, EncodingType: 'url' })) {
    keys.push(...(page.Contents ?? []).map((object) => decodeKey(object.Key ?? '')));
  }
  const objects = new Map<string, string>();
  await atOnce(keys, 16, async (key) => {
    objects.set(key, await describeObject(s3, bucket, key));
  });
  return objects;
}

/** @param versionId @default - the current one */
export async function describeObject(s3: S3Client, bucket: string, key: string, versionId?: string): Promise<string> {
  const named = { Bucket: bucket, Key: key, VersionId: versionId };
  const [object, tagging] = await Promise.all([
    s3.send(new GetObjectCommand(named)),
    s3.send(new GetObjectTaggingCommand(named)),
  ]);
  const body = (await object.Body?.transformToByteArray()) ?? new Uint8Array();
  const sorted = (pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([name, value]) => `${name}=${value}`).sort();
  return JSON.stringify({
    sha256: createHash('sha256').update(body).digest('hex'),
    size: body.length,
    contentType: object.ContentType,
    cacheControl: object.CacheControl,
    contentDisposition: object.ContentDisposition,
    contentEncoding: object.ContentEncoding,
    storageClass: object.StorageClass,
    metadata: sorted(Object.entries(object.Metadata ?? {})),
    tags: sorted((tagging.TagSet ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
  });
}

/** The identity of every version and delete marker there is. */
export async function readVersions(s3: S3Client, bucket: string): Promise<ReadonlySet<string>> {
  const versions = new Set<string>();
  let page: { keyMarker?: string; versionMarker?: string } | undefined = {};
  while (page) {
    const answer: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        EncodingType: 'url',
        KeyMarker: page.keyMarker,
        VersionIdMarker: page.versionMarker,
      }),
    );
    for (const { Key, VersionId } of [...(answer.Versions ?? []), ...(answer.DeleteMarkers ?? [])]) {
      versions.add(`${decodeKey(Key ?? '')} (version ${VersionId})`);
    }
    page = answer.IsTruncated
      ? { keyMarker: decodeKey(answer.NextKeyMarker ?? ''), versionMarker: answer.NextVersionIdMarker }
      : undefined;
  }
  return versions;
}

/** The SDK hands out keys as the answer had them, url-encoded. */
function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}
