import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { createVersioned, type Harness, startS3 } from './harness';

let harness: Harness;
let first: string;
let second: string;
beforeAll(async () => {
  harness = await startS3();
  const { client } = harness;
  await createVersioned(client, 'bucket');
  harness.at('2026-11-23T04:00:00.789Z');
  const put = (Body: string) => client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body }));
  first = (await put('0123456789')).VersionId ?? '';
  second = (await put('second')).VersionId ?? '';
});
afterAll(() => harness.close());

const get = (input: Partial<GetObjectCommandInput> = {}) =>
  harness.client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key', ...input }));
const bytes = async (input: Partial<GetObjectCommandInput>) => (await get(input)).Body?.transformToString();
const failing = (name: string, status: number) =>
  expect.objectContaining({ name, $metadata: expect.objectContaining({ httpStatusCode: status }) });

describe('reading', () => {
  test('gives the current version, or the one that is named', async () => {
    expect(await bytes({})).toBe('second');
    expect(await bytes({ VersionId: first })).toBe('0123456789');
  });

  test('tells the version, the ETag, the size and the time to the second', async () => {
    const { client } = harness;
    const head = await client.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'key', VersionId: first }));
    expect(head).toMatchObject({
      VersionId: first,
      ETag: '"781e5e245d69b566979b86e28d23f2c7"',
      ContentLength: 10,
      ContentType: 'application/octet-stream',
      AcceptRanges: 'bytes',
      LastModified: new Date('2026-11-23T04:00:00Z'),
    });
    expect(head.StorageClass).toBeUndefined();
  });

  test('gives back metadata and content headers as they were written', async () => {
    const described = {
      ContentType: 'text/plain; charset=utf-8',
      ContentEncoding: 'gzip',
      ContentDisposition: 'attachment; filename="a.txt"',
      ContentLanguage: 'en-GB',
      CacheControl: 'no-cache',
      Metadata: { lecture: 'l-1', 'with-dash': 'a, b  c' },
      StorageClass: 'STANDARD_IA' as const,
      WebsiteRedirectLocation: '/elsewhere',
    };
    await harness.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'described', Body: 'x', ...described }));
    const head = await harness.client.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'described' }));
    expect(head).toMatchObject(described);
  });

  test('of a stream keeps its encoding free of aws-chunked', async () => {
    const Body = Readable.from([Buffer.from('zip')]);
    const input = { Bucket: 'bucket', Key: 'gz', Body, ContentLength: 3, ContentEncoding: 'gzip' };
    await harness.client.send(new PutObjectCommand(input));
    expect((await get({ Key: 'gz' })).ContentEncoding).toBe('gzip');
  });

  test('lets the request choose headers of the answer', async () => {
    expect((await get({ ResponseContentType: 'text/csv' })).ContentType).toBe('text/csv');
  });

  test('of what is not there is NoSuchKey or NoSuchVersion', async () => {
    await expect(get({ Key: 'absent' })).rejects.toEqual(failing('NoSuchKey', 404));
    await expect(get({ VersionId: 'x'.repeat(32) })).rejects.toEqual(failing('NoSuchVersion', 404));
  });
});

describe('a range', () => {
  test.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
    ['bytes=9-9', '9', 'bytes 9-9/10'],
    ['bytes=5-99', '56789', 'bytes 5-9/10'],
  ])('%s gives those bytes and no checksum of the whole', async (Range, expected, contentRange) => {
    const got = await get({ VersionId: first, Range });
    expect(got.$metadata.httpStatusCode).toBe(206);
    expect(got.ContentRange).toBe(contentRange);
    expect(got.ChecksumCRC32).toBeUndefined();
    expect(await got.Body?.transformToString()).toBe(expected);
  });

  test.each(['bytes=10-', 'bytes=10-12', 'bytes=-0'])('%s beyond the end is not satisfiable', async (Range) => {
    await expect(get({ VersionId: first, Range })).rejects.toEqual(failing('InvalidRange', 416));
  });

  test.each(['bytes=4-2', 'bytes=0-1,3-4', 'lines=1-2'])('%s is ignored', async (Range) => {
    expect((await get({ VersionId: first, Range })).$metadata.httpStatusCode).toBe(200);
  });
});

describe('a conditional read', () => {
  const etag = '"a9f0e61a137d86aa9db53465e0801612"';
  const before = new Date('2026-11-23T03:59:59Z');
  const same = new Date('2026-11-23T04:00:00Z');

  test.each<[string, Partial<GetObjectCommandInput>]>([
    ['the same ETag', { IfMatch: etag }],
    ['another ETag wanted', { IfNoneMatch: '"other"' }],
    ['modified since', { IfModifiedSince: before }],
    ['not modified since', { IfUnmodifiedSince: same }],
    ['the same ETag, although modified since', { IfMatch: etag, IfUnmodifiedSince: before }],
  ])('goes through: %s', async (_, conditions) => {
    expect(await bytes(conditions)).toBe('second');
  });

  test.each<[string, number, Partial<GetObjectCommandInput>]>([
    ['another ETag', 412, { IfMatch: '"other"' }],
    ['modified since', 412, { IfUnmodifiedSince: before }],
    ['the same ETag not wanted', 304, { IfNoneMatch: etag }],
    ['not modified since', 304, { IfModifiedSince: same }],
  ])('does not: %s is %d', async (_, status, conditions) => {
    await expect(get(conditions)).rejects.toMatchObject({ $metadata: { httpStatusCode: status } });
  });
});

describe('a delete marker', () => {
  let marker: string;
  beforeAll(async () => {
    const input = { Bucket: 'bucket', Key: 'deleted' };
    await harness.client.send(new PutObjectCommand({ ...input, Body: 'x' }));
    const deleted = await harness.client.send(new DeleteObjectCommand(input));
    expect(deleted.DeleteMarker).toBe(true);
    marker = deleted.VersionId ?? '';
  });

  test('makes the key NoSuchKey and says so', async () => {
    const response = await fetch(`${harness.endpoint}/bucket/deleted`);
    expect(response.status).toBe(404);
    expect(response.headers.get('x-amz-delete-marker')).toBe('true');
    expect(response.headers.get('x-amz-version-id')).toBe(marker);
    expect(await response.text()).toContain('<Code>NoSuchKey</Code>');
  });

  test('cannot be read by its version id', async () => {
    const response = await fetch(`${harness.endpoint}/bucket/deleted?versionId=${marker}`);
    expect(response.status).toBe(405);
    expect(response.headers.get('x-amz-delete-marker')).toBe('true');
    expect(response.headers.get('allow')).toBe('DELETE');
    expect(response.headers.get('last-modified')).toBe('Mon, 23 Nov 2026 04:00:00 GMT');
  });

  test('leaves the older version readable', async () => {
    expect(await bytes({ VersionId: second })).toBe('second');
  });
});

test('every answer carries a request id, also an error', async () => {
  for (const path of ['/bucket/key', '/bucket/absent']) {
    const response = await fetch(`${harness.endpoint}${path}`);
    expect(response.headers.get('x-amz-request-id')).toMatch(/^[\w.]{16}$/);
  }
});
