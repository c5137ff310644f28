import { type DumpManifest, dumpsAsSnapshots, lineOf } from '../../../domain/database/dump';

const KEY = 'dumps/pegasus_2026-11-24.dump';
const manifest = (facts: Partial<DumpManifest['facts']> = {}): DumpManifest => ({
  version: 1,
  key: KEY,
  versionId: 'v1',
  bytes: 1000,
  sha256: '0'.repeat(64),
  facts: {
    takenAt: '2026-11-24T02:30:07Z',
    database: 'pegasus',
    system: '1',
    serverMajor: 17,
    dumpMajor: 17,
    databaseBytes: 5000,
    ...facts,
  },
});
const stored = (size = 1000) => [
  { key: KEY, size },
  { key: `${KEY}.json`, size: 300 },
];

test('a dump is dated by its data, and called by its name', () => {
  expect(dumpsAsSnapshots('pegasus', '1-2', stored(), [manifest()], [])).toEqual([
    {
      id: 'pegasus_2026-11-24.dump',
      status: 'available',
      databaseTime: '2026-11-24T02:30:07Z',
      sourceIdentifier: 'pegasus',
      sourceResourceId: '1-2',
      bytes: 1000,
    },
  ]);
});

test('a dump without a manifest is none', () => {
  const [found] = dumpsAsSnapshots('pegasus', '1-2', stored(), [], []);
  expect(found).toMatchObject({ status: expect.stringContaining('without a manifest') });
  expect(found).not.toHaveProperty('databaseTime');
});

test.each([999, 1001])('a dump of %d bytes whose manifest says 1000 is damaged', (size) => {
  const [found] = dumpsAsSnapshots('pegasus', '1-2', stored(size), [manifest()], []);
  expect(found!.status).toBe(`damaged: ${size} bytes, 1000 were written`);
});

test('F08: a dump that is still being uploaded is creating', () => {
  const [found] = dumpsAsSnapshots('pegasus', '1-2', [], [], [KEY]);
  expect(found).toMatchObject({ id: 'pegasus_2026-11-24.dump', status: 'creating', sourceResourceId: '1-2' });
});

test('a dump of a restored database goes on with those of its source; one of another database does not', () => {
  const of = (database: string) => dumpsAsSnapshots('pegasus', '1-2', stored(), [manifest({ database })], [])[0];
  expect(of('pegasus-0badcafe-a1')).toMatchObject({ sourceIdentifier: 'pegasus', sourceResourceId: '1-2' });
  expect(of('pegasus2')).toMatchObject({ sourceIdentifier: 'pegasus2' });
  expect(of('pegasus2')).not.toHaveProperty('sourceResourceId');
});

test('the line of a database goes back over restores of restores', () =>
  expect(lineOf('my-app-0badcafe-a1-0badcafe-a12')).toBe(lineOf('my_app')));
