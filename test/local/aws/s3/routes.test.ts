import {
  GetBucketLocationCommand,
  GetObjectTorrentCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { createVersioned, type Harness, startS3 } from './harness';

let harness: Harness;
beforeAll(async () => {
  harness = await startS3();
  await createVersioned(harness.client, 'bucket');
});
afterAll(() => harness.close());

const code = (name: string, status: number) =>
  expect.objectContaining({ name, $metadata: expect.objectContaining({ httpStatusCode: status }) });

describe('what is not implemented', () => {
  test.each([
    ['an operation on an object', new GetObjectTorrentCommand({ Bucket: 'bucket', Key: 'k' }), 'GET object?torrent'],
    ['an operation on a bucket', new ListObjectsCommand({ Bucket: 'bucket' }), 'GET bucket?'],
  ])('is answered with 501 and named: %s', async (_, command, named) => {
    const sent = harness.client.send(command as GetObjectTorrentCommand);
    await expect(sent).rejects.toThrow(`The local S3 does not implement ${named}`);
    await expect(sent).rejects.toEqual(code('NotImplemented', 501));
  });

  test.each([
    ['a parameter nobody knows', '/bucket/key?torrent', {}],
    [
      'an encryption key of the customer',
      '/bucket/key',
      { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' },
    ],
    ['a checksum nobody can check here', '/bucket/key', { 'x-amz-checksum-sha512': 'AAAA' }],
  ])('is not overlooked: %s', async (_, path, headers) => {
    const response = await fetch(`${harness.endpoint}${path}`, { method: 'PUT', body: 'x', headers: { ...headers } });
    expect(response.status).toBe(501);
    expect(await response.text()).toContain('<Code>NotImplemented</Code>');
  });

  test('an ACL that shares is refused, as where ACLs are disabled', async () => {
    const sent = harness.client.send(
      new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: 'x', ACL: 'public-read' }),
    );
    await expect(sent).rejects.toEqual(code('AccessControlListNotSupported', 400));
  });
});

describe('buckets', () => {
  test('are listed, found and located', async () => {
    const { Buckets } = await harness.client.send(new ListBucketsCommand({}));
    expect(Buckets?.map((bucket) => bucket.Name)).toEqual(['bucket']);
    const head = await harness.client.send(new HeadBucketCommand({ Bucket: 'bucket' }));
    expect(head.BucketRegion).toBe('us-east-1');
    const location = await harness.client.send(new GetBucketLocationCommand({ Bucket: 'bucket' }));
    expect(location.LocationConstraint).toBeUndefined();
  });

  test('that do not exist are NoSuchBucket, for a head NotFound', async () => {
    const put = harness.client.send(new PutObjectCommand({ Bucket: 'nowhere', Key: 'k', Body: 'x' }));
    await expect(put).rejects.toEqual(code('NoSuchBucket', 404));
    const head = harness.client.send(new HeadBucketCommand({ Bucket: 'nowhere' }));
    await expect(head).rejects.toEqual(code('NotFound', 404));
  });

  test('of another owner than expected are denied', async () => {
    const head = (ExpectedBucketOwner: string) =>
      harness.client.send(new HeadBucketCommand({ Bucket: 'bucket', ExpectedBucketOwner }));
    await head('000000000000');
    await expect(head('111111111111')).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  test('with an impossible name are refused', async () => {
    const response = await fetch(`${harness.endpoint}/Upper_Case`, { method: 'PUT' });
    expect(await response.text()).toContain('<Code>InvalidBucketName</Code>');
  });

  test('made again keep what they hold', async () => {
    await harness.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'kept', Body: 'x' }));
    await createVersioned(harness.client, 'bucket');
    expect((await fetch(`${harness.endpoint}/bucket/kept`)).status).toBe(200);
  });
});

test('a presigned URL carries headers as parameters', async () => {
  const signature =
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=local%2F20261123%2Fus-east-1%2Fs3%2Faws4_request';
  const url = `${harness.endpoint}/bucket/presigned?${signature}`;
  const put = await fetch(`${url}&x-amz-meta-lecture=l-1&x-id=PutObject`, { method: 'PUT', body: 'x' });
  expect(put.status).toBe(200);
  expect((await fetch(url)).headers.get('x-amz-meta-lecture')).toBe('l-1');
});
