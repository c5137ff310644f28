import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { type Harness, startS3 } from './harness';
import { listRaw } from './raw-listing';

let harness: Harness;
beforeEach(async () => {
  harness = await startS3();
  await harness.client.send(new CreateBucketCommand({ Bucket: 'bucket' }));
});
afterEach(() => harness.close());

const versioning = (Status: 'Enabled' | 'Suspended') =>
  harness.client.send(new PutBucketVersioningCommand({ Bucket: 'bucket', VersioningConfiguration: { Status } }));
const put = (Body: string) => harness.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body }));
const remove = () => harness.client.send(new DeleteObjectCommand({ Bucket: 'bucket', Key: 'key' }));
const listed = async () =>
  (await listRaw(harness.endpoint, 'bucket')).map(
    ({ kind, versionId, isLatest }) => `${kind}${versionId === 'null' ? ' null' : ''}${isLatest ? ' latest' : ''}`,
  );

test('the state of versioning is absent, enabled or suspended', async () => {
  const status = async () => (await harness.client.send(new GetBucketVersioningCommand({ Bucket: 'bucket' }))).Status;
  expect(await status()).toBeUndefined();
  await versioning('Enabled');
  expect(await status()).toBe('Enabled');
  await versioning('Suspended');
  expect(await status()).toBe('Suspended');
});

describe('without versioning', () => {
  test('a put overwrites and a delete leaves nothing', async () => {
    const { VersionId } = await put('one');
    expect(VersionId).toBeUndefined();
    await put('two');
    expect(await listed()).toEqual(['Version null latest']);
    expect(await remove()).not.toHaveProperty('DeleteMarker', true);
    expect(await listed()).toEqual([]);
  });
});

describe('once enabled', () => {
  test('what was there before is the null version, below the new ones', async () => {
    await put('before');
    await versioning('Enabled');
    await put('after');
    await remove();
    expect(await listed()).toEqual(['DeleteMarker latest', 'Version', 'Version null']);
    const got = await harness.client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key', VersionId: 'null' }));
    expect(await got.Body?.transformToString()).toBe('before');
    expect(got.VersionId).toBe('null');
  });
});

describe('while suspended', () => {
  beforeEach(async () => {
    await versioning('Enabled');
    await put('kept');
    await versioning('Suspended');
  });

  test('puts overwrite the null version and keep the others', async () => {
    await put('one');
    await put('two');
    expect(await listed()).toEqual(['Version null latest', 'Version']);
  });

  test('a delete replaces the null version with a null marker', async () => {
    await put('one');
    expect(await remove()).toMatchObject({ DeleteMarker: true, VersionId: 'null' });
    expect(await listed()).toEqual(['DeleteMarker null latest', 'Version']);
    await put('two');
    expect(await listed()).toEqual(['Version null latest', 'Version']);
  });

  test('and enabled again, the null version keeps its place in the order', async () => {
    await put('null');
    await versioning('Enabled');
    await put('three');
    expect(await listed()).toEqual(['Version latest', 'Version null', 'Version']);
    await versioning('Suspended');
    await put('null again');
    expect(await listed()).toEqual(['Version null latest', 'Version', 'Version']);
  });
});
