import { layoutBelow } from '../../../runtime/objects/rewind/layout';
import { rewind } from '../../../runtime/objects/rewind/rewind';
import { from, type RewindBed, rewindBed, T } from './rewind-bed';

let bed: RewindBed;
beforeEach(async () => {
  bed = await rewindBed();
});
afterEach(() => bed.close());

const rewound = (listers: number, prefix = '') =>
  rewind(bed.engine({ source: { bucket: 'protected', prefix } }), {
    at: T,
    layout: layoutBelow(`listing-${listers}/`),
    listers,
  });

const old = { ...from(-10), body: 'old' };
const evil = { ...from(10), body: 'evil' };

test.each([
  ['the only version of a key', [old]],
  ['the latest of several', [old, evil]],
  ['a delete marker', [old, { ...from(10), deleteMarker: true }]],
])('F83: a store that skips the first entry after a marker, %s: refused with its key', async (_, versions) => {
  bed.seedKey('p/a/1', ...versions);
  bed.seedKey('p/b/1', ...versions);
  bed.seedKey('p/b/2', old, evil);
  bed.s3.faults.skipsBehindMarker = true;
  await expect(rewound(8)).rejects.toThrow(
    expect.objectContaining({
      name: 'ListingIncomplete',
      message: expect.stringMatching(/`p\/[ab]\/1` in protected/),
    }),
  );
  expect(bed.writes()).toBe(0);
});

test('F83: with one lister the same store shows everything', async () => {
  bed.seedKey('p/a/1', old, evil);
  bed.seedKey('p/b/1', old, evil);
  bed.s3.faults.skipsBehindMarker = true;
  expect(await rewound(1)).toMatchObject({ plan: { copy: 2 }, verified: { remaining: 0, differing: 0 } });
});

test('F83: a store that shows when a version was superseded is refused with the key', async () => {
  bed.seedKey('p/a', { ...from(6), body: 'old' }, { ...from(5), body: 'evil' });
  await expect(rewound(8)).rejects.toThrow(/`p\/a` in protected: its version .* is listed below one of/);
  expect(bed.writes()).toBe(0);
});

test('F83: a store that lists what was not asked for is refused with the key', async () => {
  bed.seedKey('p/a', old, evil);
  bed.seedKey('q/x', old, evil);
  bed.s3.faults.ignoresPrefix = true;
  for (const listers of [1, 8]) {
    await expect(rewound(listers, 'p/')).rejects.toMatchObject({
      name: 'ListingIncomplete',
      message: expect.stringContaining('lists `q/x` in protected, where it was asked for what begins with `p/`'),
    });
  }
  expect(bed.writes()).toBe(0);
});

test('keys that come and go between two listers are no hole', async () => {
  for (const name of ['a', 'b', 'c']) bed.seedKey(`p/${name}/2`, old, evil);
  let pages = 0;
  bed.s3.faults.intercept = (operation) => {
    if (operation === 'ListObjectVersions' && ++pages === 3) bed.seedKey('p/b/1', evil);
    return undefined;
  };
  expect(await rewound(8)).toMatchObject({ plan: { copy: 3 } });
});
