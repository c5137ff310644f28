import { expect, test } from '@jest/globals';
import { hadTable, madeLater } from '../../../domain/references/look-ahead';

const manifest = {
  takenAt: '2026-11-23T02:10:00Z',
  content: {
    migrationHead: null,
    tables: [{ name: 'public.lectures', rows: 1, newest: null }],
    notCounted: [{ name: 'other.denied', reason: 'no right' }],
    sequences: [],
    foreignKeys: [],
  },
};

test.each([
  ['lectures', true],
  ['public.lectures', true],
  ['other.lectures', false],
  ['denied', true],
  ['ectures', false],
  ['exports', false],
])('the manifest had the table %s: %s', (table, had) => expect(hadTable(manifest, table)).toBe(had));

test('no manifest, or one without its content, does not say', () => {
  expect(hadTable(undefined, 'lectures')).toBeUndefined();
  expect(hadTable({ ...manifest, content: null }, 'lectures')).toBeUndefined();
});

test.each<
  [string, boolean, { inSource?: string[]; table?: string; isTableThere: boolean; of?: typeof manifest | undefined }]
>([
  ['a column of a table that is there', true, { isTableThere: true }],
  ['the same without a manifest: the restored table itself lacks it', true, { isTableThere: true, of: undefined }],
  ['a table that the manifest lacks', true, { table: 'exports', isTableThere: false, of: manifest }],
  ['a table that the manifest has: it was lost', false, { isTableThere: false, of: manifest }],
  [
    'a table, and no manifest says that it was not there',
    false,
    { table: 'exports', isTableThere: false, of: undefined },
  ],
  [
    'what the running database does not have either: it is misspelt',
    false,
    { inSource: [], isTableThere: true, of: manifest },
  ],
])('%s was made later: %s', (_what, later, { inSource, table = 'lectures', isTableThere, of }) => {
  const reference = { table, column: 'video_path' };
  expect(madeLater(inSource ?? [`${table}.video_path`], of)(reference, isTableThere)).toBe(later);
});
