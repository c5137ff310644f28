import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { startStore } from '../../../other-store';
import { createVersioned, type Harness, s3Client, startS3 } from './harness';

const bucket = { Bucket: 'bucket' };

/**
 * Puts, deletes and copies; the version ids they got, by the number of their step. Left out is where moto differs from
 * S3's documents: deleting a key that never was leaves no marker there, and a put while versioning is suspended takes
 * every older version with it.
 */
async function play(client: S3Client): Promise<Map<string, string>> {
  const labels = new Map<string, string>();
  const note = (versionId: string | undefined) => {
    if (versionId !== undefined && versionId !== 'null') labels.set(versionId, `step ${labels.size + 1}`);
    return versionId;
  };
  const put = async (Key: string, Body: string, more: object = {}) =>
    note((await client.send(new PutObjectCommand({ ...bucket, Key, Body, ...more }))).VersionId);
  const remove = async (Key: string) =>
    note((await client.send(new DeleteObjectCommand({ ...bucket, Key }))).VersionId);
  const copy = async (Key: string, CopySource: string) =>
    note((await client.send(new CopyObjectCommand({ ...bucket, Key, CopySource }))).VersionId);

  await client.send(new CreateBucketCommand(bucket));
  await put('a', 'a null');
  await put('a', 'a null again');
  await put('z', 'z null');
  await createVersioned(client, 'bucket');
  const described = { ContentType: 'text/plain', Metadata: { a: 'b' }, Tagging: 'c=d' };
  const first = await put('a', 'a one', described);
  await put('a', 'a two');
  await remove('a');
  await put('b c+d', 'b one');
  await remove('b c+d');
  await remove('b c+d');
  await copy('a', `bucket/a?versionId=${first}`);
  await copy('copied', 'bucket/a');
  await put('a', 'a last');
  await remove('z');
  return labels;
}

/** What a store holds after it, by key; versions and markers apart, as moto does not interleave them. */
async function history(client: S3Client, labels: Map<string, string>, size: number) {
  const versions: unknown[] = [];
  const markers: unknown[] = [];
  let next: { KeyMarker?: string; VersionIdMarker?: string } = {};
  for (let more: boolean | undefined = true; more; ) {
    const page = await client.send(new ListObjectVersionsCommand({ ...bucket, MaxKeys: size, ...next }));
    const labelled = (id = '') => labels.get(id) ?? id;
    for (const { Key, VersionId, IsLatest, ETag, Size } of page.Versions ?? []) {
      versions.push({
        Key,
        version: labelled(VersionId),
        IsLatest,
        ETag,
        Size,
        ...(await content(client, Key, VersionId)),
      });
    }
    for (const { Key, VersionId, IsLatest } of page.DeleteMarkers ?? []) {
      markers.push({ Key, version: labelled(VersionId), IsLatest });
    }
    next = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    more = page.IsTruncated;
  }
  return { versions, markers };
}

async function content(client: S3Client, Key: string | undefined, VersionId: string | undefined) {
  const object = { ...bucket, Key, VersionId };
  const { Body, ContentType, Metadata } = await client.send(new GetObjectCommand(object));
  const { TagSet } = await client.send(new GetObjectTaggingCommand(object));
  return { body: await Body?.transformToString(), ContentType, Metadata, TagSet };
}

async function current(client: S3Client): Promise<(string | undefined)[]> {
  const { Contents } = await client.send(new ListObjectsV2Command(bucket));
  return (Contents ?? []).map(({ Key }) => Key);
}

describe('a second opinion, moto_server', () => {
  let harness: Harness;
  let other: S3Client;
  let stop: () => Promise<void>;
  let labels: { local: Map<string, string>; moto: Map<string, string> };
  beforeAll(async () => {
    harness = await startS3();
    const moto = await startStore('moto_server');
    stop = moto.stop;
    other = s3Client(moto.endpoint);
    labels = { local: await play(harness.client), moto: await play(other) };
  });
  afterAll(async () => {
    other.destroy();
    await stop();
    await harness.close();
  });

  test('holds the same versions, markers, latest flags, bodies, metadata and tags', async () => {
    const local = await history(harness.client, labels.local, 1000);
    expect(local).toEqual(await history(other, labels.moto, 1000));
    expect(local).toEqual(await history(harness.client, labels.local, 3));
    expect(local.versions).toHaveLength(8);
    expect(local.markers).toHaveLength(4);
  });

  test('lists the same current objects', async () => {
    const local = await current(harness.client);
    expect(local).toEqual(await current(other));
    expect(local).toEqual(['a', 'copied']);
  });

  test.each([
    ['a version nobody has', { Key: 'a', VersionId: 'x'.repeat(32) }],
    ['a key nobody has', { Key: 'absent' }],
    ['a deleted key', { Key: 'z' }],
  ])('refuses the same: %s', async (_, object) => {
    const refused = async (client: S3Client) =>
      client.send(new GetObjectCommand({ ...bucket, ...object })).then(
        () => 'served',
        (error: Error) => error.name,
      );
    expect(await refused(harness.client)).toBe(await refused(other));
  });
});
