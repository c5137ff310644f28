import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ObjectReader } from '../../../runtime/objects/object-reader';
import { createVersioned, type Harness, startS3 } from '../../local/aws/s3/harness';

const ABC = '900150983cd24fb0d6963f7d28e17f72';

let store: Harness;
let reader: ObjectReader;

beforeAll(async () => {
  store = await startS3();
  await createVersioned(store.client, 'media');
  reader = new ObjectReader(store.client, 'media');
});

afterAll(() => store.close());

const put = async (Key: string, Body: string) =>
  (await store.client.send(new PutObjectCommand({ Bucket: 'media', Key, Body }))).VersionId;

test('an object’s size and MD5 come from its bytes', async () => {
  const versionId = await put('a', 'abc');
  expect(await reader.digest('a')).toEqual({ size: 3, md5: ABC, plainEtag: true, checked: true, versionId });
});

test('an older version is read by its id', async () => {
  const first = await put('b', 'abc');
  await put('b', 'newer');
  expect(await reader.digest('b', first)).toMatchObject({ size: 3, md5: ABC, versionId: first });
  expect(await reader.digest('b')).toMatchObject({ size: 5 });
});

test('what is deleted or never was is absent, not an error', async () => {
  await put('c', 'abc');
  await store.client.send(new DeleteObjectCommand({ Bucket: 'media', Key: 'c' }));
  expect(await reader.digest('c')).toBeUndefined();
  expect(await reader.digest('never')).toBeUndefined();
  expect(await reader.json('never')).toBeUndefined();
  expect(await reader.exists('c')).toBe(false);
  expect(await reader.exists('a')).toBe(true);
});

test('a bucket that is not there is an error', async () => {
  await expect(new ObjectReader(store.client, 'other').digest('a')).rejects.toMatchObject({ name: 'NoSuchBucket' });
});
