import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  RestoreObjectCommand,
} from '@aws-sdk/client-s3';
import { createVersioned, type Harness, startS3 } from './harness';

const object = { Bucket: 'bucket', Key: 'key' };
const refused = { name: 'InvalidObjectState', $metadata: { httpStatusCode: 403 } };

let harness: Harness;
beforeEach(async () => {
  harness = await startS3({ thawSeconds: 3600 });
  harness.at('2026-11-23T04:00:00Z');
  await createVersioned(harness.client, 'bucket');
});
afterEach(() => harness.close());

const put = (StorageClass: 'GLACIER' | 'DEEP_ARCHIVE' | 'GLACIER_IR' | 'STANDARD') =>
  harness.client.send(new PutObjectCommand({ ...object, Body: 'cold', StorageClass }));
const get = () => harness.client.send(new GetObjectCommand(object));
const copy = () => harness.client.send(new CopyObjectCommand({ ...object, Key: 'copy', CopySource: 'bucket/key' }));
const head = async () => (await harness.client.send(new HeadObjectCommand(object))).Restore;
const thaw = async () => {
  const answer = await harness.client.send(new RestoreObjectCommand({ ...object, RestoreRequest: { Days: 2 } }));
  return answer.$metadata.httpStatusCode;
};

describe.each(['GLACIER', 'DEEP_ARCHIVE'] as const)('an object in %s', (storageClass) => {
  beforeEach(() => put(storageClass));

  test('has a head but can be neither read nor copied', async () => {
    expect(await head()).toBeUndefined();
    await expect(get()).rejects.toMatchObject({ ...refused, StorageClass: storageClass });
    await expect(copy()).rejects.toMatchObject(refused);
  });

  test('thaws slowly, can be read for some days, and is frozen again', async () => {
    expect(await thaw()).toBe(202);
    expect(await head()).toBe('ongoing-request="true"');
    await expect(get()).rejects.toMatchObject(refused);
    await expect(thaw()).rejects.toMatchObject({ name: 'RestoreAlreadyInProgress' });

    harness.at('2026-11-23T05:00:00Z');
    expect(await head()).toBe('ongoing-request="false", expiry-date="Wed, 25 Nov 2026 05:00:00 GMT"');
    expect(await (await get()).Body?.transformToString()).toBe('cold');
    await copy();
    expect(await thaw()).toBe(200);

    harness.at('2026-11-25T05:00:00Z');
    expect(await head()).toBeUndefined();
    await expect(get()).rejects.toMatchObject(refused);
  });

  test('tells of its thawing in a listing that asks', async () => {
    await thaw();
    const { Versions } = await harness.client.send(
      new ListObjectVersionsCommand({ Bucket: 'bucket', OptionalObjectAttributes: ['RestoreStatus'] }),
    );
    expect(Versions?.[0]?.RestoreStatus).toEqual({ IsRestoreInProgress: true });
  });
});

const thawIn = (Tier: 'Expedited' | 'Bulk') =>
  harness.client.send(
    new RestoreObjectCommand({ ...object, RestoreRequest: { Days: 2, GlacierJobParameters: { Tier } } }),
  );

test.each([
  ['Expedited', '2026-11-23T04:01:00Z'],
  ['Bulk', '2026-11-23T06:24:00Z'],
] as const)('the tier %s has a time of its own', async (tier, ready) => {
  await put('GLACIER');
  await thawIn(tier);
  harness.at(new Date(Date.parse(ready) - 1000).toISOString());
  await expect(get()).rejects.toMatchObject(refused);
  harness.at(ready);
  expect(await (await get()).Body?.transformToString()).toBe('cold');
});

test('from DEEP_ARCHIVE nothing is thawed within minutes', async () => {
  await put('DEEP_ARCHIVE');
  await expect(thawIn('Expedited')).rejects.toMatchObject({ name: 'InvalidArgument' });
  await thawIn('Bulk');
});

test.each(['GLACIER_IR', 'STANDARD'] as const)(
  'an object in %s is read at once and not to be thawed',
  async (storageClass) => {
    await put(storageClass);
    expect(await (await get()).Body?.transformToString()).toBe('cold');
    await expect(thaw()).rejects.toMatchObject(refused);
  },
);

test('a storage class nobody knows is refused', async () => {
  const response = await fetch(`${harness.endpoint}/bucket/key`, {
    method: 'PUT',
    body: 'x',
    headers: { 'x-amz-storage-class': 'COLD' },
  });
  expect(await response.text()).toContain('<Code>InvalidStorageClass</Code>');
});
