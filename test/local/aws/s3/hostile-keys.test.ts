import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { createVersioned, type Harness, startS3 } from './harness';
import { HOSTILE_KEYS } from './hostile-keys';
import { listRaw } from './raw-listing';

let harness: Harness;
beforeAll(async () => {
  harness = await startS3();
  await createVersioned(harness.client, 'bucket', 'copies');
});
afterAll(() => harness.close());

/** Whether XML 1.0 can carry it. */
const inXml = (key: string) => [...key].every((one) => '\t\n\r'.includes(one) || (one >= ' ' && one !== '\uffff'));

describe.each(HOSTILE_KEYS.map((key) => [JSON.stringify(key.slice(0, 40)), key]))('the key %s', (_, Key) => {
  test('is put, read and deleted exactly', async () => {
    const { client } = harness;
    await client.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: `body of ${Key}` }));
    const got = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key }));
    expect(await got.Body?.transformToString()).toBe(`body of ${Key}`);
    await client.send(new DeleteObjectCommand({ Bucket: 'bucket', Key }));
    await expect(client.send(new GetObjectCommand({ Bucket: 'bucket', Key }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
  });

  test('is copied by version, encoded segment by segment', async () => {
    const { client } = harness;
    const { VersionId } = await client.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: 'again' }));
    const CopySource = `bucket/${Key.split('/').map(encodeURIComponent).join('/')}?versionId=${VersionId}`;
    await client.send(new CopyObjectCommand({ Bucket: 'copies', Key, CopySource }));
    const got = await client.send(new GetObjectCommand({ Bucket: 'copies', Key }));
    expect(await got.Body?.transformToString()).toBe('again');
  });

  if (inXml(Key)) {
    test('is deleted in a batch', async () => {
      const { Deleted } = await harness.client.send(
        new DeleteObjectsCommand({ Bucket: 'copies', Delete: { Objects: [{ Key }] } }),
      );
      expect(Deleted).toEqual([expect.objectContaining({ Key, DeleteMarker: true })]);
    });
  }
});

test('all of them are listed once, in byte order, in pages of any size', async () => {
  const keys = [...HOSTILE_KEYS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const { endpoint, s3 } = harness;
  s3.seed(
    'listed',
    HOSTILE_KEYS.map((key) => ({ key, versions: [{ at: new Date(0), body: '' }] })),
  );
  for (const size of [1, 2, 7, 1000]) {
    expect((await listRaw(endpoint, 'listed', {}, size)).map(({ key }) => key)).toEqual(keys);
  }
});

test('one of 1,025 bytes is refused', async () => {
  const put = harness.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'é'.repeat(512) + 'x', Body: 'x' }));
  await expect(put).rejects.toMatchObject({ name: 'KeyTooLongError' });
});
