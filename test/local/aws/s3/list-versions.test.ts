import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { type Harness, startS3 } from './harness';
import { listRaw } from './raw-listing';

const at = new Date('2026-11-23T04:00:00.999Z');
const object = { at, body: 'x' };
const marker = { at, deleteMarker: true };

let harness: Harness;
beforeAll(async () => {
  harness = await startS3();
  harness.s3.seed('bucket', [
    { key: 'b', versions: [object, marker, object, marker] },
    { key: 'a', versions: [object, object, marker, object] },
    { key: 'only-markers', versions: [marker, marker, marker] },
    { key: 'photos/1', versions: [object] },
    { key: 'photos/2/x', versions: [marker, object] },
    { key: 'photos/2/y', versions: [object] },
    { key: 'photosynthesis', versions: [object, { ...object, versionId: 'null' }] },
    { key: 'z', versions: [object] },
  ]);
});
afterAll(() => harness.close());

const shape = async (parameters: Record<string, string>, pageSize = 1000) =>
  (await listRaw(harness.endpoint, 'bucket', parameters, pageSize)).map(
    ({ kind, key, isLatest }) => `${kind} ${key}${isLatest ? ' latest' : ''}`,
  );
const list = (input: object) => harness.client.send(new ListObjectVersionsCommand({ Bucket: 'bucket', ...input }));

describe('a listing of versions', () => {
  test('goes by key, newest first, versions and markers interleaved as they were stored in one second', async () => {
    expect((await shape({})).slice(0, 8)).toEqual([
      'Version a latest',
      'DeleteMarker a',
      'Version a',
      'Version a',
      'DeleteMarker b latest',
      'Version b',
      'DeleteMarker b',
      'Version b',
    ]);
  });

  test.each<Record<string, string>>([
    {},
    { delimiter: '/' },
    { prefix: 'photos' },
    { prefix: 'photos/', delimiter: '/' },
  ])('read in pages of any size is the listing read in one: %j', async (parameters) => {
    const whole = await listRaw(harness.endpoint, 'bucket', parameters);
    for (let size = 1; size <= whole.length + 1; size++) {
      expect(await listRaw(harness.endpoint, 'bucket', parameters, size)).toEqual(whole);
    }
  });

  test('rolls keys up at the delimiter', async () => {
    expect(await shape({ prefix: 'photos', delimiter: '/' })).toEqual([
      'CommonPrefixes photos/',
      'Version photosynthesis latest',
      'Version photosynthesis',
    ]);
    expect(await shape({ prefix: 'photos/', delimiter: '/' })).toEqual([
      'Version photos/1 latest',
      'CommonPrefixes photos/2/',
    ]);
  });

  test('tells time to the second, size, ETag and storage class', async () => {
    const { Versions } = await list({ Prefix: 'z' });
    expect(Versions?.[0]).toMatchObject({
      Key: 'z',
      Size: 1,
      ETag: '"9dd4e461268c8034f5c8564e155c67a6"',
      StorageClass: 'STANDARD',
      IsLatest: true,
      LastModified: new Date('2026-11-23T04:00:00Z'),
    });
    const body = await (await fetch(`${harness.endpoint}/bucket?versions&prefix=z`)).text();
    expect(body).toContain('<LastModified>2026-11-23T04:00:00.000Z</LastModified>');
  });

  test('may have a page of markers only, where the SDK has no versions at all', async () => {
    const page = await list({ Prefix: 'only-markers', MaxKeys: 2 });
    expect(page.Versions).toBeUndefined();
    expect(page.DeleteMarkers).toHaveLength(2);
    expect(page).toMatchObject({ IsTruncated: true, NextKeyMarker: 'only-markers' });
  });

  test('goes on behind a key, or behind one of its versions', async () => {
    const behindKey = await list({ KeyMarker: 'photosynthesis' });
    expect(behindKey.Versions?.map((version) => version.Key)).toEqual(['z']);
    const all = await list({ Prefix: 'photosynthesis' });
    const behindVersion = await list({ KeyMarker: 'photosynthesis', VersionIdMarker: all.Versions?.[0]?.VersionId });
    expect(behindVersion.Versions?.map((version) => version.Key)).toEqual(['photosynthesis', 'z']);
    const fromNowhere = await list({ KeyMarker: 'photot' });
    expect(fromNowhere.Versions?.map((version) => version.Key)).toEqual(['z']);
  });

  test('of no keys is complete', async () => {
    expect(await list({ MaxKeys: 0 })).toMatchObject({ IsTruncated: false, MaxKeys: 0 });
    expect((await list({ Prefix: 'nothing' })).IsTruncated).toBe(false);
  });

  test('writes control characters as references, unless the client asks for URL encoding', async () => {
    harness.s3.seed('control', [{ key: 'a\u0001 b', versions: [object] }]);
    const body = async (query: string) => (await fetch(`${harness.endpoint}/control?versions${query}`)).text();
    expect(await body('')).toContain('<Key>a&#x1; b</Key>');
    expect(await body('&encoding-type=url')).toContain('<Key>a%01+b</Key>');
  });

  test('gives a thousand entries at most', async () => {
    harness.s3.seed('long', [{ key: 'k', versions: Array.from({ length: 1001 }, () => object) }]);
    const page = await list({ Bucket: 'long', MaxKeys: 5000 });
    expect(page).toMatchObject({ MaxKeys: 1000, IsTruncated: true });
    expect(page.Versions).toHaveLength(1000);
  });

  test.each([
    ['a version marker without a key marker', { VersionIdMarker: 'null' }],
    ['a version marker nobody has', { KeyMarker: 'a', VersionIdMarker: 'x'.repeat(32) }],
    ['a negative page', { MaxKeys: -1 }],
  ])('with %s is refused', async (_, input) => {
    await expect(list(input)).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});
