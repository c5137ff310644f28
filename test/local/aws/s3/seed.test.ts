import { GetObjectCommand, GetObjectTaggingCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { type Harness, startS3 } from './harness';
import { listRaw } from './raw-listing';

let harness: Harness;
beforeAll(async () => {
  harness = await startS3();
});
afterAll(() => harness.close());

const at = new Date('2026-11-23T04:00:00.999Z');

describe('a seeded bucket', () => {
  test('has versions and can be read as if it had been written', async () => {
    harness.s3.seed('bucket', [
      {
        key: 'key',
        versions: [
          { at, body: 'zero', versionId: 'null' },
          {
            at,
            body: Buffer.from('one'),
            description: { 'content-type': 'text/plain', 'x-amz-meta-a': 'b' },
            placement: { 'x-amz-storage-class': 'STANDARD_IA' },
            tags: { c: 'd' },
          },
          { at, deleteMarker: true },
        ],
      },
    ]);
    const listed = await listRaw(harness.endpoint, 'bucket');
    expect(listed.map(({ kind }) => kind)).toEqual(['DeleteMarker', 'Version', 'Version']);
    expect(listed[2]?.versionId).toBe('null');
    const one = { Bucket: 'bucket', Key: 'key', VersionId: listed[1]?.versionId };
    const got = await harness.client.send(new GetObjectCommand(one));
    expect(got).toMatchObject({ ContentType: 'text/plain', Metadata: { a: 'b' }, StorageClass: 'STANDARD_IA' });
    expect(got.LastModified).toEqual(new Date('2026-11-23T04:00:00Z'));
    expect(await got.Body?.transformToString()).toBe('one');
    const { TagSet } = await harness.client.send(new GetObjectTaggingCommand(one));
    expect(TagSet).toEqual([{ Key: 'c', Value: 'd' }]);
  });

  test('holds objects of terabytes, of as many parts as they may have', async () => {
    const size = 5 * 1024 ** 4;
    harness.s3.seed('bucket', [{ key: 'huge', versions: [{ at, size, parts: 10_000 }] }]);
    const object = { Bucket: 'bucket', Key: 'huge' };
    const head = await harness.client.send(new HeadObjectCommand(object));
    expect(head).toMatchObject({ ContentLength: size, ETag: expect.stringMatching(/-10000"$/) });
    const part = await harness.client.send(new HeadObjectCommand({ ...object, PartNumber: 10_000 }));
    expect(part).toMatchObject({ PartsCount: 10_000, ContentLength: size - 9_999 * Math.ceil(size / 10_000) });
    const end = await harness.client.send(new GetObjectCommand({ ...object, Range: `bytes=${size - 2}-` }));
    expect(await end.Body?.transformToByteArray()).toEqual(new Uint8Array(2));
  });

  test('goes on being written', async () => {
    harness.s3.seed('bucket', [{ key: 'key', versions: [{ at, body: 'two' }] }]);
    const got = await harness.client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key' }));
    expect(await got.Body?.transformToString()).toBe('two');
  });
});
