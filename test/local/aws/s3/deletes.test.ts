import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type ObjectIdentifier,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { createVersioned, type Harness, startS3 } from './harness';
import { listRaw } from './raw-listing';

let harness: Harness;
beforeEach(async () => {
  harness = await startS3();
  await createVersioned(harness.client, 'bucket');
});
afterEach(() => harness.close());

const put = async (Key: string) => harness.client.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: Key }));
const remove = (Key: string, VersionId?: string) =>
  harness.client.send(new DeleteObjectCommand({ Bucket: 'bucket', Key, VersionId }));
const batch = (Objects: ObjectIdentifier[], Quiet?: boolean) =>
  harness.client.send(new DeleteObjectsCommand({ Bucket: 'bucket', Delete: { Objects, Quiet } }));
const kinds = async () => (await listRaw(harness.endpoint, 'bucket')).map(({ kind, key }) => `${kind} ${key}`);

test('deleting twice, or what never was, puts markers', async () => {
  await remove('never');
  await remove('never');
  expect(await kinds()).toEqual(['DeleteMarker never', 'DeleteMarker never']);
});

test('deleting a marker by its version id brings the object back, and is counted', async () => {
  await put('key');
  const { VersionId } = await remove('key');
  expect(harness.s3.versionDeletes).toBe(0);
  const removed = await remove('key', VersionId);
  expect(removed).toMatchObject({ DeleteMarker: true, VersionId });
  expect(harness.s3.versionDeletes).toBe(1);
  const got = await harness.client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key' }));
  expect(await got.Body?.transformToString()).toBe('key');
});

test('deleting the last version of a key takes it off the list', async () => {
  const { VersionId } = await put('only');
  await remove('only', VersionId);
  await remove('only', VersionId);
  expect(await kinds()).toEqual([]);
});

describe('a batch', () => {
  test('puts a marker on every key and tells its version id', async () => {
    await put('a');
    const { Deleted } = await batch([{ Key: 'a' }, { Key: 'b' }]);
    const listed = await listRaw(harness.endpoint, 'bucket');
    expect(Deleted).toEqual([
      { Key: 'a', DeleteMarker: true, DeleteMarkerVersionId: listed[0]?.versionId },
      { Key: 'b', DeleteMarker: true, DeleteMarkerVersionId: listed[2]?.versionId },
    ]);
    expect(harness.s3.versionDeletes).toBe(0);
  });

  test('removes versions that are named, and counts them', async () => {
    const { VersionId } = await put('a');
    const { Deleted } = await batch([
      { Key: 'a', VersionId },
      { Key: 'c', VersionId: 'x'.repeat(32) },
    ]);
    expect(Deleted).toEqual([
      { Key: 'a', VersionId },
      { Key: 'c', VersionId: 'x'.repeat(32) },
    ]);
    expect(harness.s3.versionDeletes).toBe(2);
    expect(await kinds()).toEqual([]);
  });

  test('tells only errors when it is quiet', async () => {
    await put('a');
    await put('b');
    const { Deleted, Errors } = await batch([{ Key: 'a' }, { Key: 'b', ETag: '"other"' }], true);
    expect(Deleted).toBeUndefined();
    expect(Errors).toEqual([expect.objectContaining({ Key: 'b', Code: 'PreconditionFailed' })]);
    expect(await kinds()).toEqual(['DeleteMarker a', 'Version a', 'Version b']);
  });

  test('of 1,000 keys is taken, of 1,001 refused, of none refused', async () => {
    const keys = Array.from({ length: 1001 }, (_, index) => ({ Key: `k${index}` }));
    expect((await batch(keys.slice(1))).Deleted).toHaveLength(1000);
    await expect(batch(keys)).rejects.toMatchObject({ name: 'MalformedXML' });
    await expect(batch([])).rejects.toMatchObject({ name: 'MalformedXML' });
  });

  test('without a digest is refused', async () => {
    const body = '<Delete><Object><Key>a</Key></Object></Delete>';
    const response = await fetch(`${harness.endpoint}/bucket?delete`, { method: 'POST', body });
    expect(await response.text()).toContain('Missing required header');
  });

  test('with a control character in a key is MalformedXML, as XML has none', async () => {
    await expect(batch([{ Key: 'a\u0001' }])).rejects.toMatchObject({ name: 'MalformedXML' });
    await remove('a\u0001');
    expect(await kinds()).toEqual(['DeleteMarker a\u0001']);
  });
});

test('a bucket goes when nothing is in it: no version, no marker, no upload', async () => {
  const gone = () => harness.client.send(new DeleteBucketCommand({ Bucket: 'bucket' }));
  const { VersionId } = await remove('never');
  await expect(gone()).rejects.toMatchObject({ name: 'BucketNotEmpty' });
  await remove('never', VersionId);
  const { UploadId } = await harness.client.send(new CreateMultipartUploadCommand({ Bucket: 'bucket', Key: 'half' }));
  await expect(gone()).rejects.toMatchObject({ name: 'BucketNotEmpty' });
  await harness.client.send(new AbortMultipartUploadCommand({ Bucket: 'bucket', Key: 'half', UploadId }));
  await gone();
  await expect(put('key')).rejects.toMatchObject({ name: 'NoSuchBucket' });
});
