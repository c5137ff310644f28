import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Client, DatabaseError } from 'pg';
import { compareKeys } from '../../../domain/objects/entry';
import type { Reference } from '../../../domain/references/references';
import { lookAhead } from '../../../runtime/references/look-ahead';
import { ReferenceRows } from '../../../runtime/references/reference-rows';
import { startPostgres, type TestDatabase } from '../../postgres';

let database: TestDatabase;
let rows: ReferenceRows;

const stop = (why: string) => {
  throw new Error(why);
};

beforeAll(async () => {
  database = await startPostgres();
  rows = new ReferenceRows(database.client);
  await database.client.query(`
    create table lectures (id text primary key, audio_path text, transcript_path text);
    create schema other;
    create table other."Odd ""table" (a int, b int, "pa th" text, primary key (a, b));
    create table keyless (path text);
    insert into lectures values ('l1', 's3://m/p/b', 's3://m/p/a'), ('l2', null, 's3://m/p/c'), ('l3', null, null);
    insert into other."Odd ""table" values (1, 2, 's3://m/p/d');
    insert into keyless values ('s3://m/p/e'), ('')`);
});
beforeEach(async () => void (await database.client.query('begin')));
afterEach(async () => void (await database.client.query('commit; reset role; reset row_security')));

afterAll(() => database.close());

const all = async <T>(items: AsyncIterable<T>) => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};

test('tables and columns that do not exist are named, the others are found', async () => {
  const { found, notFound, missing } = await rows.discover([
    { table: 'lectures', column: 'audio_path' },
    { table: 'lectures', column: 'video_path', optional: true },
    { table: 'context_files', column: 'file_path', optional: true },
    { table: 'other.Odd "table', column: 'pa th' },
  ]);
  expect(found.map(({ table, column }) => `${table}.${column}`)).toEqual([
    'lectures.audio_path',
    'other.Odd "table.pa th',
  ]);
  expect([notFound, missing]).toEqual([['lectures.video_path', 'context_files'], []]);
});

test('F86 what is named must exist, and the nearest name is said', async () => {
  const { missing } = await rows.discover([
    { table: 'lecturs', column: 'audio_path' },
    { table: 'lectures', column: 'audio_pth' },
    { table: 'Odd "table', column: 'pa th' },
    { table: 'quite_another', column: 'x' },
  ]);
  expect(missing).toEqual([
    'lecturs does not exist; the nearest name is lectures',
    'lectures.audio_pth does not exist; the nearest name is audio_path',
    'Odd "table does not exist; the nearest name is other.Odd "table',
    'quite_another does not exist',
  ]);
});

test('F85 F104 a table that may not be read, or fails on the way, is named; the others are read', async () => {
  await database.client.query(`
    create table denied (path text); create table policed (path text); create table late (path text, n int);
    insert into late select 's3://m/p/' || lpad(n::text, 5, '0'), n from generate_series(1, 3000) n;
    alter table policed enable row level security; drop role if exists reader; create role reader;
    grant select on all tables in schema public to reader; revoke select on denied from reader;
    set role reader; set row_security = off`);
  const columns = ['denied', 'policed', 'late'].map((table) => ({ table, column: 'path' }));
  const { found, unreadable } = await rows.discover([...columns, { table: 'keyless', column: 'path' }]);
  expect(unreadable).toEqual([
    expect.stringMatching(/^denied.path: permission denied .*: GRANT SELECT ON denied TO /),
    expect.stringMatching(/^policed.path: row level security would hide rows .* BYPASSRLS/),
  ]);
  const problems: string[] = [];
  let fetched = 0;
  const query = (text: string, values?: unknown[]) =>
    database.client.query(/^fetch .*"reference_0"/.test(text) && ++fetched === 2 ? 'select 1 / 0' : text, values);
  const failing = new ReferenceRows(Object.assign(Object.create(database.client), { query }));
  const read = await all(failing.stream(found, (why) => problems.push(why)));
  expect(problems).toEqual(['late.path: division by zero']);
  expect(read).toContainEqual(expect.objectContaining({ path: 's3://m/p/e' }));
  await database.client.query('rollback');
});

test('what was made later is not missing, and said', async () => {
  const isLater = ({ column }: { column: string }, isTableThere: boolean) => column === 'later' && !isTableThere;
  const { notFound, missing } = await rows.discover(
    [
      { table: 'gone', column: 'later' },
      { table: 'lectures', column: 'later' },
    ],
    isLater,
  );
  expect([notFound, missing]).toEqual([['gone (made later)'], ['lectures.later does not exist']]);
});

test('F85 F86 a look ahead finds what a proof would stop at: names, rights and forms', async () => {
  await database.client.query(`
    create table hidden (path text); alter table hidden enable row level security;
    create table mixed (path text, other text); insert into mixed values ('s3://m/p/a', '/data/x'), ('https://cdn/b', null), ('', '');
    drop role if exists reader; create role reader; grant select on all tables in schema public to reader;
    set role reader; set row_security = off`);
  const look = (...references: Reference[]) => lookAhead(references, rows, { bucket: 'm', prefix: 'p/' });
  expect(
    await look(
      { table: 'lectures', column: 'audio_path' },
      { table: 'lecturs', column: 'audio_path' },
      { table: 'lectures', column: 'audio_pth' },
      { table: 'gone', column: 'path', optional: true },
      { table: 'hidden', column: 'path' },
      { table: 'mixed', column: 'path' },
      { table: 'mixed', column: 'other', elsewhere: ['/data/'] },
    ),
  ).toEqual({
    found: ['lectures.audio_path', 'hidden.path', 'mixed.path', 'mixed.other'],
    problems: [
      expect.objectContaining({
        table: 'lecturs',
        noTable: true,
        why: expect.stringContaining('nearest name is lectures'),
      }),
      { table: 'lectures', column: 'audio_pth', why: expect.stringContaining('nearest name is audio_path') },
      expect.objectContaining({ table: 'hidden', why: expect.stringMatching(/row level security .* BYPASSRLS/) }),
      expect.objectContaining({
        table: 'mixed',
        why: expect.stringMatching(/^mixed.path: not an S3 path, such as '\ufdd0https:.* `elsewhere`/),
      }),
    ],
    notRead: [],
  });
  expect((await look({ table: 'mixed', column: 'path', elsewhere: ['https://cdn/'] })).problems).toEqual([]);
  await database.client.query('rollback');
});

test('a look ahead through too many values ends in time, and is no problem; another error is one', async () => {
  const look = (code: string) => {
    const firstUndeclared = () => Promise.reject(Object.assign(new DatabaseError('canceling', 0, 'error'), { code }));
    const large = { discover: rows.discover.bind(rows), firstUndeclared };
    return lookAhead([{ table: 'keyless', column: 'path' }], large, { bucket: 'm', prefix: 'p/' });
  };
  expect(await look('57014')).toEqual({ found: ['keyless.path'], problems: [], notRead: ['keyless.path'] });
  await expect(look('22P02')).rejects.toThrow('canceling');
});

test('a name is an identifier, never SQL', async () => {
  const { found, missing } = await rows.discover([{ table: 'lectures"; drop table lectures; --', column: 'x' }]);
  expect(found).toEqual([]);
  expect(missing).toHaveLength(1);
});

test('every reference that is set comes with its row, all tables in one order', async () => {
  const { found } = await rows.discover([
    { table: 'lectures', column: 'audio_path' },
    { table: 'lectures', column: 'transcript_path' },
    { table: 'other.Odd "table', column: 'pa th' },
    { table: 'keyless', column: 'path' },
  ]);
  const stored = await all(rows.stream(found, stop));
  expect(stored.map(({ path, row }) => ({ path, row }))).toEqual([
    { path: 's3://m/p/a', row: 'lectures l1 (transcript_path)' },
    { path: 's3://m/p/b', row: 'lectures l1 (audio_path)' },
    { path: 's3://m/p/c', row: 'lectures l2 (transcript_path)' },
    { path: 's3://m/p/d', row: 'other.Odd "table 1/2 (pa th)' },
    { path: 's3://m/p/e', row: 'keyless (0,1) (path)' },
  ]);
});

test('a table with two references is counted once', async () => {
  const { found } = await rows.discover([
    { table: 'lectures', column: 'audio_path' },
    { table: 'lectures', column: 'transcript_path' },
    { table: 'keyless', column: 'path' },
  ]);
  expect((await rows.count(found)).counts).toEqual([
    { table: 'lectures', rows: 3 },
    { table: 'keyless', rows: 2 },
  ]);
});

test('F104 a right to a partitioned table is one to its partitions, wherever they lie', async () => {
  await database.client.query(`
    create schema parts; create table files (id int, path text) partition by range (id);
    create table files_0 partition of files for values from (0) to (10);
    create table parts.files_1 partition of files for values from (10) to (20);
    create table bare (id int, path text) partition by range (id);
    create table bare_0 partition of bare for values from (0) to (10);
    insert into files values (1, 's3://m/p/a'), (2, 's3://m/p/b'), (11, 's3://m/p/c');
    drop role if exists reader; create role reader; grant select on files, files_0 to reader`);
  const references = ['files', 'bare'].map((table) => ({ table, column: 'path' }));
  const { found } = await rows.discover(references);
  await database.client.query('set role reader; set row_security = off');
  expect(await rows.count(found)).toEqual({
    counts: [{ table: 'files', rows: 3 }],
    unreadable: [expect.stringMatching(/^bare: permission denied .*: GRANT SELECT ON bare TO /)],
  });
  await database.client.query('rollback');
});

test('F104 so it is read in slices all the same: within its time, and how far it came is said', async () => {
  await database.client.query(`
    create table large (id int, path text) partition by range (id);
    create table large_0 partition of large for values from (0) to (100000) with (fillfactor = 10);
    create table large_1 partition of large for values from (100000) to (200000);
    insert into large select n, 's3://m/p/' || n from generate_series(1, 99999) n;
    insert into large select n, 's3://m/p/' || n from generate_series(100000, 100009) n;
    drop role if exists reader; create role reader; grant select on large to reader`);
  const { found } = await rows.discover([{ table: 'large', column: 'path' }]);
  await database.client.query('set role reader; set row_security = off');
  expect(await rows.count(found)).toEqual({ counts: [{ table: 'large', rows: 100_009 }], unreadable: [] });
  let looks = 0;
  const { counts } = await rows.count(found, () => (looks++ < 5 ? 1 : -1));
  expect(counts).toEqual([{ table: 'large', rows: expect.any(Number), least: true }]);
  expect(counts[0]?.rows).toBeGreaterThan(10);
  expect(counts[0]?.rows).toBeLessThan(100_009);
  await database.client.query('rollback');
});

test('the order is that of S3: binary, hostile keys included, over more than one fetch', async () => {
  const odd = ['é', 'é', '\u{1f40e}', '\ufffd', '\ue000', ' ', '//', '%2F', '~', 'Z', 'a', 'ß', '\u2028', '?x#y'];
  const keys = odd.flatMap((character) => Array.from({ length: 150 }, (_, i) => `s3://m/p/${character}${i}`));
  await database.client.query('create table many (id serial primary key, path text collate "und-x-icu")');
  await database.client.query('insert into many (path) select unnest($1::text[])', [keys]);
  const { found } = await rows.discover([{ table: 'many', column: 'path' }]);
  const paths = (await all(rows.stream(found, stop))).map(({ path }) => path);
  expect(paths).toEqual([...keys].sort(compareKeys));
});

test('so it is where the database keeps its text in another encoding', async () => {
  await database.client.query('commit');
  await database.client.query("create database western template template0 encoding WIN1252 locale 'C'");
  const western = new Client({ connectionString: database.url.replace(/postgres$/, 'western') });
  await western.connect();
  try {
    const keys = ['é', '€', 'a', 'ÿ', '™'].map((character) => `s3://m/p/${character}`);
    await western.query('create table notes (id serial primary key, path text)');
    await western.query('insert into notes (path) select unnest($1::text[])', [keys]);
    await western.query('begin');
    const there = new ReferenceRows(western);
    const { found } = await there.discover([{ table: 'notes', column: 'path' }]);
    const paths = (await all(there.stream(found, stop))).map(({ path }) => path);
    expect(paths).toEqual([...keys].sort(compareKeys));
  } finally {
    await western.end();
  }
});
