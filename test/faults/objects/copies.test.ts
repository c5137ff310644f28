import {
  CreateBucketCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
} from '@aws-sdk/client-s3';
import { MAX_COPY_BYTES, MAX_PARTS, partSize, ranges } from '../../../domain/objects/multipart';
import { assertNothingIsArchived } from '../../../runtime/objects/history';
import { layoutBelow } from '../../../runtime/objects/rewind/layout';
import { planRewind } from '../../../runtime/objects/rewind/plan';
import { thawSources } from '../../../runtime/objects/rewind/thaw';
import { BUCKET } from '../../runtime/objects/rewind/store-bed';
import { from, type RewindBed, rewindBed, T } from './rewind-bed';

let bed: RewindBed;
beforeEach(async () => {
  bed = await rewindBed();
});
afterEach(() => bed.close());

const THAW = { tier: 'standard', days: 7 } as const;
const GIB = 1024 ** 3;
const calls = (name: string) => bed.s3.calls.get(name) ?? 0;
const head = (key: string) =>
  bed.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key, ChecksumMode: 'ENABLED' }));

describe('F48: sizes', () => {
  test.each([
    ['0 bytes', 0, 0],
    ['the limit of one copy', 100, 0],
    ['one byte over the limit', 101, 1],
  ])('%s', async (_, size, uploads) => {
    bed.seedKey('k', { ...from(-10), body: Buffer.alloc(size, 'a') }, { ...from(10), body: 'new' });
    const { verified } = await bed.rewind({ copyLimits: { copy: 100, part: 40 } });
    expect(verified).toMatchObject({ remaining: 0, compared: 1, differing: 0 });
    expect((await head('k')).ContentLength).toBe(size);
    expect(calls('CompleteMultipartUpload')).toBe(uploads);
  });

  test('5 GiB is one copy, one byte more takes parts', async () => {
    bed.seedKey('whole', { ...from(-10), size: 5 * GIB }, { ...from(10), body: 'new' });
    const { verified } = await bed.rewind();
    expect(verified).toMatchObject({ remaining: 0 });
    expect(calls('CreateMultipartUpload')).toBe(0);
    expect(MAX_COPY_BYTES).toBe(5 * GIB);
  });

  test.each([
    [5 * GIB + 1, 128 * 1024 ** 2],
    [10_000 * 128 * 1024 ** 2, 128 * 1024 ** 2],
    [10_000 * 128 * 1024 ** 2 + 1, 129 * 1024 ** 2],
    [48 * 1024 * GIB, 5034 * 1024 ** 2],
  ])('an object of %i bytes is cut every %i bytes and fits 10,000 parts', (size, expected) => {
    expect(partSize(size)).toBe(expected);
    const cut = ranges(size, partSize(size));
    expect(cut.length).toBeLessThanOrEqual(MAX_PARTS);
    expect(cut.at(-1)!.last).toBe(size - 1);
    expect(cut.reduce((sum, { first, last }) => sum + last - first + 1, 0)).toBe(size);
  });
});

describe('an object that is locked', () => {
  const until = '2099-01-01T00:00:00.000Z';
  const lock = { 'x-amz-object-lock-mode': 'GOVERNANCE', 'x-amz-object-lock-retain-until-date': until };
  const old = { ...from(-10), body: 'old', placement: { ...lock, 'x-amz-object-lock-legal-hold': 'ON' } };
  const source = { bucket: 'locked', prefix: '' };
  beforeEach(async () => {
    await bed.client.send(new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }));
    await bed.client.send(new CreateBucketCommand({ Bucket: 'open' }));
    bed.s3.seed('locked', [
      { key: 'free', versions: [{ ...from(-10), body: 'old' }] },
      { key: 'held', versions: [old, { ...from(10), body: 'new' }] },
    ]);
  });

  test('is locked again when it is brought back', async () => {
    expect(await bed.rewind({ source })).toMatchObject({ verified: { remaining: 0, compared: 1, differing: 0 } });
    expect(await bed.client.send(new HeadObjectCommand({ Bucket: 'locked', Key: 'held' }))).toMatchObject({
      ContentLength: 3,
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: new Date(until),
      ObjectLockLegalHoldStatus: 'ON',
    });
  });

  test('does not come into a bucket that cannot lock it, and the key says why; the others come', async () => {
    const { parts } = await bed.rewind({ source, into: { bucket: 'open', prefix: '' } });
    expect(parts).toMatchObject([{ copied: 1 }]);
    expect(parts[0]!.failed).toEqual([
      {
        key: 'held',
        error: `LockNotKept: the object is locked (GOVERNANCE until ${until}, a legal hold) and the bucket open has no Object Lock: make that bucket with Object Lock, or copy into one that has it`,
      },
    ]);
  });
});

describe('an object that was uploaded in parts', () => {
  test('is copied in the same parts: its ETag stays, and a second run writes nothing', async () => {
    bed.seedKey('k', { ...from(-90_000), body: 'x'.repeat(25), parts: 3 }, { ...from(10), body: 'new' });
    await bed.rewind();
    const first = await head('k');
    expect(first.ETag).toMatch(/-3"$/);
    const writes = bed.writes();
    const { plan } = await bed.rewind();
    expect(plan).toMatchObject({ copy: 0 });
    expect(bed.writes()).toBe(writes);
  });
});

test('F49: a copy in parts that fails in the middle leaves no upload behind, and is tried again', async () => {
  bed.seedKey('k', { ...from(-10), body: 'x'.repeat(300) }, { ...from(10), body: 'new' });
  let failures = 3;
  bed.s3.faults.intercept = (operation) =>
    operation === 'UploadPartCopy' && failures-- > 0 ? { status: 500, code: 'InternalError' } : undefined;
  const { verified } = await bed.rewind({ copyLimits: { copy: 100, part: 40 } });
  expect(verified).toMatchObject({ remaining: 0, differing: 0 });
  expect(calls('AbortMultipartUpload')).toBeGreaterThan(0);
  const open = await bed.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
  expect(open.Uploads ?? []).toEqual([]);
});

const PROPERTIES = {
  description: {
    'content-type': 'audio/ogg',
    'cache-control': 'no-store',
    'content-disposition': 'attachment',
    'content-encoding': 'identity',
    'content-language': 'de',
    expires: 'Wed, 21 Oct 2026 07:28:00 GMT',
    'x-amz-meta-lecture': '42',
  },
  placement: {
    'x-amz-storage-class': 'STANDARD_IA',
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': 'arn:aws:kms:us-east-1:000000000000:key/1',
    'x-amz-website-redirect-location': '/elsewhere',
  },
  tags: { course: 'a b&c', kind: 'audio' },
};

test.each([
  ['in one piece', undefined],
  ['in parts', { copy: 10, part: 10 }],
])('F50: a copy %s keeps metadata, headers, tags, storage class, encryption and redirect', async (_, copyLimits) => {
  bed.seedKey('k', { ...from(-90_000), body: 'x'.repeat(25), ...PROPERTIES }, { ...from(10), body: 'new' });
  const { verified } = await bed.rewind({ copyLimits });
  expect(verified).toMatchObject({ remaining: 0, compared: 1, differing: 0 });
  expect(await head('k')).toMatchObject({
    ContentType: 'audio/ogg',
    CacheControl: 'no-store',
    ContentDisposition: 'attachment',
    ContentEncoding: 'identity',
    ContentLanguage: 'de',
    ExpiresString: 'Wed, 21 Oct 2026 07:28:00 GMT',
    Metadata: { lecture: '42' },
    StorageClass: 'STANDARD_IA',
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: 'arn:aws:kms:us-east-1:000000000000:key/1',
    WebsiteRedirectLocation: '/elsewhere',
  });
  const { TagSet } = await bed.client.send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key: 'k' }));
  expect(Object.fromEntries(TagSet!.map(({ Key, Value }) => [Key, Value]))).toEqual(PROPERTIES.tags);
});

test('F50: the same bytes with other metadata are not taken for the wanted version', async () => {
  bed.seedKey(
    'k',
    { ...from(-10), body: 'same', description: { 'x-amz-meta-lecture': '1' } },
    { ...from(10), body: 'same', description: { 'x-amz-meta-lecture': '2' } },
  );
  await bed.rewind();
  expect((await head('k')).Metadata).toEqual({ lecture: '1' });
});

test('F50: encrypted with a key of KMS no ETag tells copies apart: the bytes are read, and a second run writes nothing', async () => {
  const { placement: all } = PROPERTIES;
  const placement = {
    'x-amz-server-side-encryption': all['x-amz-server-side-encryption'],
    'x-amz-server-side-encryption-aws-kms-key-id': all['x-amz-server-side-encryption-aws-kms-key-id'],
  };
  bed.seedKey('k', { ...from(-10), body: 'good', placement }, { ...from(10), body: 'evil', placement });
  const first = await bed.rewind();
  expect(first).toMatchObject({ plan: { copy: 1 }, verified: { differing: 0 } });
  const second = await bed.rewind();
  expect(second.plan.copy).toBe(0);
});

test('F51: archived sources hold the restore with an estimate, are thawed on request, and copied then', async () => {
  const placement = { 'x-amz-storage-class': 'GLACIER' };
  bed.seedKey('k', { ...from(-10), body: 'old', placement }, { ...from(10), body: 'new' });
  const engine = bed.engine();
  const layout = layoutBelow('archived/');
  const plan = () => planRewind({ ...engine, hasTime: () => true }, { layout, at: T, listers: 1, resume: false });
  const { counts } = await plan();
  expect(() => assertNothingIsArchived(counts, 'Thaw it.')).toThrow(
    expect.objectContaining({
      name: 'ObjectsArchived',
      message: expect.stringMatching(
        /1 object \(3 bytes\): 1 in GLACIER\. .*expedited: 1 to 5 minutes, about \$0\.01 .*standard: 3 to 5 hours, less than \$0\.01 .* Thaw it\.$/,
      ),
    }),
  );
  expect(await thawSources(engine, { at: T, thaw: THAW })).toMatchObject({ asked: 1, underWay: 0, bytes: 3 });
  expect((await plan()).counts).toMatchObject({ copy: 1, archived: 0 });
  expect((await bed.rewind()).verified).toMatchObject({ remaining: 0 });
});

test('F51: an archived source is counted, and not copied silently', async () => {
  bed.seedKey(
    'k',
    { ...from(-10), body: 'old', placement: { 'x-amz-storage-class': 'GLACIER' } },
    { ...from(10), body: 'new' },
  );
  const { plan, parts } = await bed.rewind();
  expect(plan).toMatchObject({ copy: 1, archived: 1, bytesArchived: 3 });
  expect(parts[0]!.failed).toMatchObject([{ key: 'k', error: expect.stringContaining('InvalidObjectState') }]);
});

test('F51: an object in an archive tier of INTELLIGENT_TIERING is recognised while planning, thawed for good, and copied then', async () => {
  const tiered = { 'x-amz-storage-class': 'INTELLIGENT_TIERING' };
  const placement = { ...tiered, 'x-amz-archive-status': 'DEEP_ARCHIVE_ACCESS' };
  bed.seedKey('deep', { ...from(-10), body: 'old', placement }, { ...from(10), body: 'new' });
  bed.seedKey('at hand', { ...from(-10), body: 'old', placement: tiered }, { ...from(10), body: 'new' });
  bed.seedKey('unchanged', { ...from(-10), body: 'same', placement });
  const engine = bed.engine();
  const layout = layoutBelow('tiered/');
  const plan = () => planRewind({ ...engine, hasTime: () => true }, { layout, at: T, listers: 1, resume: false });
  const { counts } = await plan();
  expect(counts).toMatchObject({ copy: 2, archived: 1, bytesArchived: 3 });
  expect(() => assertNothingIsArchived(counts, '')).toThrow(expect.objectContaining({ name: 'ObjectsArchived' }));
  expect(await thawSources(engine, { at: T, thaw: THAW })).toMatchObject({ asked: 1, underWay: 0, bytes: 3 });
  expect((await plan()).counts).toMatchObject({ copy: 2, archived: 0 });
  const { verified } = await bed.rewind();
  expect(verified).toMatchObject({ remaining: 0, differing: 0, copied: 2 });
  expect((await head('deep')).StorageClass).toBe('INTELLIGENT_TIERING');
});
