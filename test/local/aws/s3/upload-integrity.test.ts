import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createVersioned, type Harness, startS3 } from './harness';

let harness: Harness;
beforeAll(async () => {
  harness = await startS3();
  await createVersioned(harness.client, 'bucket');
});
afterAll(() => harness.close());

const put = async (key: string, body: string, headers: Record<string, string>) => {
  const response = await fetch(`${harness.endpoint}/bucket/${key}`, { method: 'PUT', body, headers });
  return { status: response.status, text: await response.text() };
};
const chunked = (body: string, trailer: string) =>
  put('chunked', body, {
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': '11',
    'content-encoding': 'aws-chunked',
    'x-amz-trailer': trailer,
  });

describe('a body on its way in', () => {
  test.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)('is checked and remembered by %s', async (algorithm) => {
    const { client } = harness;
    await client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: 'body', ChecksumAlgorithm: algorithm }));
    const head = await client.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'k', ChecksumMode: 'ENABLED' }));
    expect(head[`Checksum${algorithm}`]).toMatch(/=$/);
    expect(head.ChecksumType).toBe('FULL_OBJECT');
  });

  test('of a stream arrives in chunks with a trailer, large enough for a file', async () => {
    const { client, directory } = harness;
    const pieces = Array.from({ length: 40 }, (_, index) => Buffer.alloc(9973, index));
    await client.send(
      new PutObjectCommand({ Bucket: 'bucket', Key: 's', Body: Readable.from(pieces), ContentLength: 40 * 9973 }),
    );
    const got = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 's' }));
    expect(got.ContentEncoding).toBeUndefined();
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Buffer.concat(pieces))).toBe(true);
    expect(await readdir(join(directory, 's3-bodies'))).toHaveLength(1);
  });

  test('in chunks is put together, signatures of chunks aside', async () => {
    const { status } = await chunked(
      '6;chunk-signature=abc\r\nhello \r\n5\r\nworld\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n',
      'x-amz-checksum-crc32',
    );
    expect(status).toBe(200);
    const got = await fetch(`${harness.endpoint}/bucket/chunked`);
    expect(await got.text()).toBe('hello world');
  });

  test.each([
    ['a wrong trailer', 'BadDigest', 'b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n'],
    ['no trailer where one was announced', 'MalformedTrailerError', 'b\r\nhello world\r\n0\r\n\r\n'],
    ['a chunk that ends early', 'IncompleteBody', 'b\r\nhello'],
    ['another length than it said', 'IncompleteBody', '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n'],
    ['no chunks at all', 'IncompleteBody', 'hello world'],
  ])('in chunks with %s is refused', async (_, code, body) => {
    const answer = await chunked(body, 'x-amz-checksum-crc32');
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(`<Code>${code}</Code>`);
  });

  test.each([
    ['Content-MD5', 'BadDigest', { 'content-md5': createHash('md5').update('other').digest('base64') }],
    ['malformed Content-MD5', 'InvalidDigest', { 'content-md5': 'nonsense' }],
    ['CRC32', 'BadDigest', { 'x-amz-checksum-crc32': 'AAAAAA==' }],
    ['SHA-256 checksum', 'BadDigest', { 'x-amz-checksum-sha256': createHash('sha256').update('x').digest('base64') }],
    ['signed SHA-256', 'XAmzContentSHA256Mismatch', { 'x-amz-content-sha256': 'a'.repeat(64) }],
  ])('with another %s is refused and leaves nothing', async (_, code, headers) => {
    const answer = await put('refused', 'body', headers);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(`<Code>${code}</Code>`);
    expect((await fetch(`${harness.endpoint}/bucket/refused`)).status).toBe(404);
  });

  test('that is cut off leaves nothing', async () => {
    const files = async () => (await readdir(join(harness.directory, 's3-bodies'))).length;
    const until = async (count: number) => {
      while ((await files()) !== count) await new Promise(setImmediate);
    };
    const before = await files();
    const cut = request(`${harness.endpoint}/bucket/cut`, { method: 'PUT', headers: { 'content-length': 1_000_000 } });
    cut.on('error', () => undefined);
    cut.write(Buffer.alloc(500_000));
    await until(before + 1);
    cut.destroy();
    await until(before);
    expect((await fetch(`${harness.endpoint}/bucket/cut`)).status).toBe(404);
  });
});
