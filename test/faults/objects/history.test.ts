import {
  GetObjectCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { assertHistoryReachesBack } from '../../../runtime/objects/history';
import { layoutBelow } from '../../../runtime/objects/rewind/layout';
import { planRewind } from '../../../runtime/objects/rewind/plan';
import { referencedKeys, resolveAmbiguous } from '../../../runtime/objects/rewind/resolve-ambiguous';
import { applyParts } from '../../../runtime/objects/rewind/rewind';
import { verifyRewind } from '../../../runtime/objects/rewind/verify';
import { BUCKET } from '../../runtime/objects/rewind/store-bed';
import { from, type RewindBed, rewindBed, T } from './rewind-bed';

let bed: RewindBed;
beforeEach(async () => {
  bed = await rewindBed();
});
afterEach(() => bed.close());

/** The body that a reader finds now; null: nothing. */
async function body(key: string): Promise<string | null> {
  const found = await bed.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key })).catch(() => null);
  return (await found?.Body?.transformToString()) ?? null;
}

test('F40: version, marker before T, version after T: absent at T, so a marker is written', async () => {
  bed.seedKey('k', { ...from(-20), body: 'old' }, { ...from(-10), deleteMarker: true }, { ...from(10), body: 'new' });
  const { plan } = await bed.rewind();
  expect(plan).toMatchObject({ copy: 0, mark: 1 });
  expect(await body('k')).toBeNull();
});

test('F41: an object created after T gets a marker, its version stays', async () => {
  bed.seedKey('k', { ...from(1), body: 'new', versionId: 'kept' });
  await bed.rewind();
  expect(await body('k')).toBeNull();
  const kept = await bed.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'k', VersionId: 'kept' }));
  expect(await kept.Body!.transformToString()).toBe('new');
});

test('F42: an object deleted after T is brought back', async () => {
  bed.seedKey('k', { ...from(-10), body: 'old' }, { ...from(10), deleteMarker: true });
  await bed.rewind();
  expect(await body('k')).toBe('old');
});

test.each([
  [
    'version, then marker',
    [
      { ...from(0), body: 'v' },
      { ...from(0), deleteMarker: true },
    ],
    null,
  ],
  [
    'marker, then version',
    [
      { ...from(0), deleteMarker: true },
      { ...from(0), body: 'v' },
    ],
    'v',
  ],
])('F43: %s in the very second of T: the order in which they were stored decides', async (_, versions, expected) => {
  bed.seedKey('k', ...versions, { ...from(10), body: 'later' });
  await bed.rewind();
  expect(await body('k')).toBe(expected);
});

describe('F44: an upload in parts that straddles T', () => {
  beforeEach(() => {
    bed.seedKey(
      'k',
      { ...from(-100), body: 'old' },
      { ...from(-10), body: 'parts', parts: 2 },
      { ...from(10), body: 'new' },
    );
  });

  test('is left alone and reported', async () => {
    const { plan, verified } = await bed.rewind();
    expect(plan).toMatchObject({ ambiguous: 1, copy: 0, mark: 0 });
    expect(verified.remaining).toBe(0);
    expect(await body('k')).toBe('new');
  });

  test('is refused where the plan no longer has it: no row could decide it', async () => {
    const layout = layoutBelow('lost/');
    await planRewind({ ...bed.engine(), hasTime: () => true }, { layout, at: T, listers: 1, resume: false });
    for await (const { key } of bed.evidence.list(layout.ambiguous)) await bed.evidence.putText(key, '');
    await expect(resolveAmbiguous(bed.evidence, layout, () => true)).rejects.toThrow(
      /undecided keys: 1 expected, 0 seen: a part of lost\/ambiguous\/ is missing/,
    );
  });

  test('is restored when a row refers to it', async () => {
    const layout = layoutBelow('referenced/');
    const engine = bed.engine();
    await planRewind({ ...engine, hasTime: () => true }, { layout, at: T, listers: 1, resume: false });
    expect(await resolveAmbiguous(bed.evidence, layout, (key) => key === 'k')).toEqual({
      referenced: 1,
      copies: 1,
      marks: 0,
      bytes: 5,
      unsettled: 1,
    });
    await applyParts(engine, layout, { copy: 1, mark: 0 });
    expect(await body('k')).toBe('parts');
    const referenced = await referencedKeys(bed.evidence, layout);
    const verified = await verifyRewind(engine, { layout, at: T, isReferenced: (key) => referenced.has(key) });
    expect(verified).toMatchObject({ remaining: 0, copied: 1 });
  });
});

describe('F45: versioning was not always on', () => {
  test('a null version from before T is restored like any other', async () => {
    bed.seedKey('k', { ...from(-100), body: 'null version', versionId: 'null' }, { ...from(10), body: 'new' });
    bed.seedKey('other', { ...from(-50), body: 'shows that versioning was on' });
    await bed.rewind();
    expect(await body('k')).toBe('null version');
  });

  test('a null version from after T refuses the time: what it overwrote left no trace', async () => {
    bed.seedKey('k', { ...from(-100), body: 'old' }, { ...from(5), body: 'while suspended', versionId: 'null' });
    await expect(bed.rewind()).rejects.toMatchObject({
      name: 'HistoryTooShort',
      message: expect.stringContaining('2026-11-23T04:00:05Z'),
    });
    expect(bed.writes()).toBe(0);
  });

  test('null versions and nothing that shows versioning on by T refuse the time', async () => {
    bed.seedKey('k', { ...from(-100), body: 'null version', versionId: 'null' }, { ...from(10), body: 'new' });
    await expect(bed.rewind()).rejects.toMatchObject({
      name: 'HistoryTooShort',
      message: expect.stringContaining('before versioning'),
    });
  });

  test('a suspended bucket is refused: the rewind would destroy what it should keep', async () => {
    await bed.client.send(
      new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Suspended' } }),
    );
    const checked = assertHistoryReachesBack(bed.engine(), { bucket: BUCKET, prefix: '' }, T);
    await expect(checked).rejects.toMatchObject({
      name: 'HistoryTooShort',
      message: expect.stringContaining('Suspended'),
    });
  });
});

test('F05: a lifecycle rule that has removed what T needs refuses it, and names the rule', async () => {
  await bed.client.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket: BUCKET,
      LifecycleConfiguration: {
        Rules: [
          { ID: 'tidy', Status: 'Enabled', Filter: { Prefix: '' }, NoncurrentVersionExpiration: { NoncurrentDays: 7 } },
        ],
      },
    }),
  );
  const checked = assertHistoryReachesBack(bed.engine(), { bucket: BUCKET, prefix: '' }, Date.now() - 8 * 86_400_000);
  await expect(checked).rejects.toMatchObject({ name: 'HistoryTooShort', message: expect.stringContaining('`tidy`') });
});

test.each([1, 2, 3, 1000])('F46: pages of %i: markers only, keys split over pages, and an end', async (pageSize) => {
  for (const key of ['a', 'b', 'c']) {
    bed.seedKey(
      key,
      { ...from(-30), body: key },
      { ...from(-20), deleteMarker: true },
      { ...from(-10), body: key + key },
      { ...from(5), deleteMarker: true },
      { ...from(6), deleteMarker: true },
    );
  }
  const { plan } = await bed.rewind({ pageSize });
  expect(plan).toMatchObject({ versionsListed: 15, copy: 3 });
  expect([await body('a'), await body('b'), await body('c')]).toEqual(['aa', 'bb', 'cc']);
});
