import type { ObjectEntry } from '../../../domain/objects/entry';
import { StoredOrder } from '../../../runtime/objects/version-order';

function entry(name: string, seconds: number, extra: Partial<ObjectEntry> = {}): ObjectEntry {
  const [key, versionId] = name.split('.') as [string, string];
  const kind = versionId.startsWith('m') ? 'marker' : 'version';
  const etag = kind === 'marker' ? '' : `"${versionId}"`;
  return { key, versionId, kind, lastModified: seconds * 1000, isLatest: false, etag, size: 1, ...extra };
}

const names = (entries: readonly ObjectEntry[]) => entries.map(({ key, versionId }) => `${key}.${versionId}`);
const noProbe = async () => {
  throw new Error('asked although the page tells');
};

test('interleaved pages are taken as they are, whatever the times say', async () => {
  const page = [entry('a.v2', 5), entry('a.m1', 9), entry('a.v1', 7)];
  expect(names(await new StoredOrder(noProbe).order(page))).toEqual(['a.v2', 'a.m1', 'a.v1']);
});

test('once a store has interleaved, its later pages are trusted too', async () => {
  const order = new StoredOrder(noProbe);
  await order.order([entry('a.m1', 5), entry('a.v1', 5)]);
  expect(names(await order.order([entry('b.v1', 5), entry('b.m1', 5)]))).toEqual(['b.v1', 'b.m1']);
});

test('versions listed before all markers are merged by key, and by time within it', async () => {
  const page = [entry('a.v2', 30), entry('a.v1', 10), entry('b.v1', 10), entry('a.m1', 20), entry('b.m1', 20)];
  expect(names(await new StoredOrder(noProbe).order(page))).toEqual(['a.v2', 'a.m1', 'a.v1', 'b.m1', 'b.v1']);
});

test('in one second the latest is first', async () => {
  const page = [entry('a.v1', 10), entry('b.v1', 10), entry('a.m1', 10, { isLatest: true })];
  expect(names(await new StoredOrder(noProbe).order(page))).toEqual(['a.m1', 'a.v1', 'b.v1']);
});

test.each([
  ['in one second', entry('a.v1', 10), 10],
  ['of an upload in parts', entry('a.v1', 5, { etag: '"x-2"' }), 10],
])('%s, where time cannot tell, the store is asked', async (_, version, markerTime) => {
  for (const [olderMarker, expected] of [
    [true, ['a.v1', 'a.m1', 'b.v1']],
    [false, ['a.m1', 'a.v1', 'b.v1']],
  ] as const) {
    const page = [version, entry('b.v1', 10), entry('a.m1', markerTime)];
    expect(names(await new StoredOrder(async () => olderMarker).order(page))).toEqual(expected);
  }
});

test('a page of markers only needs no order', async () => {
  expect(names(await new StoredOrder(noProbe).order([entry('a.m2', 5), entry('a.m1', 5)]))).toEqual(['a.m2', 'a.m1']);
});
