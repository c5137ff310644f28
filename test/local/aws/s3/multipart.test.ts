import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { createVersioned, type Harness, startS3 } from './harness';
import { listRaw } from './raw-listing';

const object = { Bucket: 'bucket', Key: 'key' };
let harness: Harness;
beforeEach(async () => {
  harness = await startS3({ minimumPartSize: 5 });
  await createVersioned(harness.client, 'bucket');
});
afterEach(() => harness.close());

const create = async (input: Partial<CreateMultipartUploadCommandInput> = {}) => {
  const { UploadId } = await harness.client.send(new CreateMultipartUploadCommand({ ...object, ...input }));
  return UploadId ?? '';
};
const part = async (UploadId: string, PartNumber: number, Body: string): Promise<CompletedPart> => {
  const sent = await harness.client.send(new UploadPartCommand({ ...object, UploadId, PartNumber, Body }));
  return { PartNumber, ETag: sent.ETag, ChecksumCRC32: sent.ChecksumCRC32 };
};
const complete = (UploadId: string, Parts: CompletedPart[], conditions: object = {}) =>
  harness.client.send(
    new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts }, ...conditions }),
  );
const md5 = (bytes: string | Buffer) => createHash('md5').update(bytes).digest();

describe('a multipart upload', () => {
  test('becomes one object of its parts, with the settings and tags of its beginning', async () => {
    const UploadId = await create({ ContentType: 'audio/mpeg', Metadata: { a: 'b' }, Tagging: 'c=d' });
    const parts = [await part(UploadId, 1, 'hello '), await part(UploadId, 7, 'world')];
    const { ETag } = await complete(UploadId, parts);
    expect(ETag).toBe(`"${md5(Buffer.concat([md5('hello '), md5('world')])).toString('hex')}-2"`);
    const got = await harness.client.send(new GetObjectCommand(object));
    expect(got).toMatchObject({ ETag, ContentType: 'audio/mpeg', Metadata: { a: 'b' }, TagCount: 1 });
    expect(await got.Body?.transformToString()).toBe('hello world');
  });

  test('what no listing tells: the millisecond of its completion, as that of any other write', async () => {
    const kept = () =>
      harness.s3
        .histories('bucket')
        .get('key')
        ?.map(({ lastModified, storedAt }) => [storedAt, lastModified]);
    const moments = ['10:00:00.250', '10:00:01.500', '10:00:02.750'].map((clock) => `2026-11-23T${clock}Z`);
    const [begun, meanwhile, completed] = moments.map((moment) => Date.parse(moment)) as [number, number, number];
    harness.at(moments[0]!);
    const UploadId = await create();
    harness.at(moments[1]!);
    await harness.client.send(new DeleteObjectCommand(object));
    harness.at(moments[2]!);
    await complete(UploadId, [await part(UploadId, 1, 'long')]);
    expect(kept()).toEqual([
      [meanwhile, meanwhile - 500],
      [completed, begun - 250],
    ]);
  });

  test('carries the time of its initiation, although it lies above what was stored meanwhile', async () => {
    harness.at('2026-11-23T10:00:00Z');
    const UploadId = await create();
    harness.at('2026-11-23T11:00:00Z');
    const meanwhile = await harness.client.send(new PutObjectCommand({ ...object, Body: 'meanwhile' }));
    harness.at('2026-11-23T12:00:00Z');
    const { VersionId } = await complete(UploadId, [await part(UploadId, 1, 'long')]);
    const { Versions } = await harness.client.send(new ListObjectVersionsCommand({ Bucket: 'bucket' }));
    expect(
      Versions?.map((version) => [version.VersionId, version.IsLatest, version.LastModified?.toISOString()]),
    ).toEqual([
      [VersionId, true, '2026-11-23T10:00:00.000Z'],
      [meanwhile.VersionId, false, '2026-11-23T11:00:00.000Z'],
    ]);
  });

  test('is no version before it is completed', async () => {
    const UploadId = await create();
    await part(UploadId, 1, 'x');
    expect(await listRaw(harness.endpoint, 'bucket')).toEqual([]);
  });

  test('takes the last body given for a part', async () => {
    const UploadId = await create();
    await part(UploadId, 1, 'first');
    await complete(UploadId, [await part(UploadId, 1, 'second')]);
    const got = await harness.client.send(new GetObjectCommand(object));
    expect(await got.Body?.transformToString()).toBe('second');
  });

  test('that is aborted is gone', async () => {
    const UploadId = await create();
    await harness.client.send(new AbortMultipartUploadCommand({ ...object, UploadId }));
    await expect(part(UploadId, 1, 'x')).rejects.toMatchObject({ name: 'NoSuchUpload' });
    const { Uploads } = await harness.client.send(new ListMultipartUploadsCommand({ Bucket: 'bucket' }));
    expect(Uploads).toBeUndefined();
  });

  test('is read part by part', async () => {
    const UploadId = await create();
    await complete(UploadId, [await part(UploadId, 1, 'hello '), await part(UploadId, 2, 'world')]);
    const second = await harness.client.send(new GetObjectCommand({ ...object, PartNumber: 2 }));
    expect(second).toMatchObject({ PartsCount: 2, ContentRange: 'bytes 6-10/11', ContentLength: 5 });
    expect(await second.Body?.transformToString()).toBe('world');
    await expect(harness.client.send(new GetObjectCommand({ ...object, PartNumber: 3 }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 416 },
    });
  });
});

describe('completing', () => {
  test.each<[string, (one: CompletedPart, two: CompletedPart) => CompletedPart[]]>([
    ['InvalidPartOrder', (one, two) => [two, one]],
    ['InvalidPartOrder', (one) => [one, one]],
    ['InvalidPart', (one, two) => [one, { ...two, PartNumber: 3 }]],
    ['InvalidPart', (one, two) => [{ ...one, ETag: two.ETag }, two]],
    ['MalformedXML', () => []],
  ])('answers %s to a wrong list, and keeps the upload', async (name, wrong) => {
    const UploadId = await create();
    const [one, two] = [await part(UploadId, 1, 'first'), await part(UploadId, 2, 'second')];
    await expect(complete(UploadId, wrong(one, two))).rejects.toMatchObject({ name });
    await complete(UploadId, [one, two]);
  });

  test('wants a least size of every part but the last', async () => {
    const UploadId = await create();
    const parts = [await part(UploadId, 1, '1234'), await part(UploadId, 2, '1')];
    await expect(complete(UploadId, parts)).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await complete(UploadId, [await part(UploadId, 1, '12345'), parts[1] ?? {}]);
  });

  test('can be conditional on the key being free, or unchanged', async () => {
    const { ETag } = await harness.client.send(new PutObjectCommand({ ...object, Body: 'there' }));
    const UploadId = await create();
    const parts = [await part(UploadId, 1, 'x')];
    await expect(complete(UploadId, parts, { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await complete(UploadId, parts, { IfMatch: ETag });
  });

  test.each(['COMPOSITE', 'FULL_OBJECT'] as const)('adds up the checksums: %s', async (ChecksumType) => {
    const UploadId = await create({ ChecksumAlgorithm: 'CRC32', ChecksumType });
    await complete(UploadId, [await part(UploadId, 1, '12345'), await part(UploadId, 2, '6789')]);
    const head = await harness.client.send(new HeadObjectCommand({ ...object, ChecksumMode: 'ENABLED' }));
    expect(head.ChecksumType).toBe(ChecksumType);
    expect(head.ChecksumCRC32).toMatch(ChecksumType === 'FULL_OBJECT' ? /^y\/Q5Jg==$/ : /-2$/);
    const got = await harness.client.send(new GetObjectCommand(object));
    expect(await got.Body?.transformToString()).toBe('123456789');
  });
});

describe('a part copied from an object', () => {
  const copy = (UploadId: string, PartNumber: number, CopySource: string, CopySourceRange?: string) =>
    harness.client.send(new UploadPartCopyCommand({ ...object, UploadId, PartNumber, CopySource, CopySourceRange }));

  test('is a range of one version', async () => {
    const source = { Bucket: 'bucket', Key: 'a source' };
    const { VersionId } = await harness.client.send(new PutObjectCommand({ ...source, Body: '0123456789' }));
    await harness.client.send(new PutObjectCommand({ ...source, Body: 'newer' }));
    const UploadId = await create();
    const from = `bucket/a%20source?versionId=${VersionId}`;
    const one = await copy(UploadId, 1, from, 'bytes=0-5');
    const two = await copy(UploadId, 2, from, 'bytes=6-9');
    expect(one).toMatchObject({ CopySourceVersionId: VersionId });
    await complete(UploadId, [
      { PartNumber: 1, ETag: one.CopyPartResult?.ETag },
      { PartNumber: 2, ETag: two.CopyPartResult?.ETag },
    ]);
    const got = await harness.client.send(new GetObjectCommand(object));
    expect(await got.Body?.transformToString()).toBe('0123456789');
  });

  test.each(['bytes=0-10', 'bytes=3-', 'bytes=-3', 'bytes=3-2'])('with the range %s is refused', async (range) => {
    await harness.client.send(new PutObjectCommand({ ...object, Body: '0123456789' }));
    await expect(copy(await create(), 1, 'bucket/key', range)).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  test('of 5 GB is taken, one byte more refused', async () => {
    const most = 5 * 1024 ** 3;
    harness.s3.seed('bucket', [{ key: 'huge', versions: [{ at: new Date(), size: most + 1 }] }]);
    const UploadId = await create();
    await copy(UploadId, 1, 'bucket/huge', `bytes=0-${most - 1}`);
    await expect(copy(UploadId, 2, 'bucket/huge')).rejects.toMatchObject({ name: 'InvalidRequest' });
  });

  test('has a number from 1 to 10,000', async () => {
    await harness.client.send(new PutObjectCommand({ ...object, Body: 'x' }));
    const UploadId = await create();
    await copy(UploadId, 10_000, 'bucket/key');
    await expect(copy(UploadId, 10_001, 'bucket/key')).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(copy(UploadId, 0, 'bucket/key')).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});

describe('listings', () => {
  test('have the parts in order, page by page', async () => {
    const UploadId = await create();
    for (const number of [3, 1, 2]) await part(UploadId, number, 'x'.repeat(number));
    const first = await harness.client.send(new ListPartsCommand({ ...object, UploadId, MaxParts: 2 }));
    expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '2' });
    const rest = await harness.client.send(new ListPartsCommand({ ...object, UploadId, PartNumberMarker: '2' }));
    expect([...(first.Parts ?? []), ...(rest.Parts ?? [])].map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  test('have the open uploads by key, then time, page by page', async () => {
    harness.at('2026-11-23T10:00:00Z');
    const later = await create({ Key: 'b' });
    const a = await create({ Key: 'a' });
    harness.at('2026-11-23T09:00:00Z');
    const earlier = await create({ Key: 'b' });
    const found: (string | undefined)[] = [];
    let markers: { KeyMarker?: string; UploadIdMarker?: string } = {};
    for (let more: boolean | undefined = true; more; ) {
      const page = await harness.client.send(
        new ListMultipartUploadsCommand({ Bucket: 'bucket', MaxUploads: 1, ...markers }),
      );
      found.push(...(page.Uploads ?? []).map((upload) => upload.UploadId));
      markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
      more = page.IsTruncated;
    }
    expect(found).toEqual([a, earlier, later]);
  });
});
