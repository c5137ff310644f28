import type { ObjectEntry } from '../../../domain/objects/entry';
import { ListingGuard } from '../../../domain/objects/listing-guard';

function entry(versionId: string, seconds: number, extra: Partial<ObjectEntry> = {}): ObjectEntry {
  const lastModified = seconds * 1000;
  return { key: 'k', versionId, kind: 'version', lastModified, isLatest: false, etag: '"a"', size: 1, ...extra };
}
const latest = (versionId: string, seconds: number, extra: Partial<ObjectEntry> = {}) =>
  entry(versionId, seconds, { isLatest: true, ...extra });

const whys = (...entries: ObjectEntry[]) => {
  const guard = new ListingGuard();
  return entries.map((one) => guard.whyNotWhole(one)).filter((why) => why !== null);
};

describe('F83: a listing that cannot be whole', () => {
  test.each([
    ['a key that begins with another than its latest', [entry('v1', 10)], /v1, which is not its latest/],
    ['the same for a later key', [latest('a', 5, { key: 'a' }), entry('v1', 10)], /v1, which is not its latest/],
    ['a time that rises by a second', [latest('v2', 10), entry('v1', 11)], /v1 of .*11.000Z.*below one of .*10.000Z/],
    ['rises below an entry of parts', [latest('v3', 10), entry('v2', 9, { etag: '"a-2"' }), entry('v1', 11)], /v1/],
    ['rises below a marker', [latest('m', 10, { kind: 'marker', etag: '' }), entry('v1', 11)], /v1/],
    ['two that are its latest', [latest('v2', 10), latest('v1', 9)], /v1 is listed as its latest below v2/],
    [
      'a marker that is its latest, too',
      [latest('v2', 10), latest('m', 9, { kind: 'marker', etag: '' })],
      /m is listed/,
    ],
    ['an entry that is listed twice', [latest('v2', 10), entry('v1', 9), entry('v1', 9)], /v1 is listed twice/],
  ])('%s', (_, entries, why) => {
    expect(whys(...entries)).toEqual([expect.stringMatching(why)]);
  });
});

describe('a listing that may be whole', () => {
  test.each([
    ['times that fall, and one that stays', [latest('v3', 10), entry('v2', 10), entry('v1', 9)]],
    ['an upload in parts above what was stored while it ran', [latest('v2', 9, { etag: '"a-2"' }), entry('v1', 11)]],
    ['an older time below the next key', [latest('v1', 10), latest('v1', 11, { key: 'l' })]],
    ['a null version in two keys', [latest('null', 10), latest('null', 10, { key: 'l' })]],
  ])('%s', (_, entries) => {
    expect(whys(...entries)).toEqual([]);
  });
});
