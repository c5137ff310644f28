import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { compareKeys } from '../../../domain/objects/entry';
import { ReferenceRows } from '../../../runtime/references/reference-rows';
import { startPostgres, type TestDatabase } from '../../postgres';

let database: TestDatabase;
let rows: ReferenceRows;

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
    insert into keyless values ('s3://m/p/e')`);
});

afterAll(() => database.close());

const all = async <T>(items: AsyncIterable<T>) => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};

test('tables and columns that do not exist are named, the others are found', async () => {
  const { found, notFound } = await rows.discover([
    { table: 'lectures', column: 'audio_path' },
    { table: 'lectures', column: 'video_path' },
    { table: 'context_files', column: 'file_path' },
    { table: 'other.Odd "table', column: 'pa th' },
  ]);
  expect(found.map(({ table, column }) => `${table}.${column}`)).toEqual([
    'lectures.audio_path',
    'other.Odd "table.pa th',
  ]);
  expect(notFound).toEqual(['lectures.video_path', 'context_files']);
});

test('a name is an identifier, never SQL', async () => {
  const { found, notFound } = await rows.discover([{ table: 'lectures"; drop table lectures; --', column: 'x' }]);
  expect(found).toEqual([]);
  expect(notFound).toHaveLength(1);
});

test('every reference that is set comes with its row, all tables in one order', async () => {
  const { found } = await rows.discover([
    { table: 'lectures', column: 'audio_path' },
    { table: 'lectures', column: 'transcript_path' },
    { table: 'other.Odd "table', column: 'pa th' },
    { table: 'keyless', column: 'path' },
  ]);
  expect(await all(rows.stream(found))).toEqual([
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
  expect(await rows.count(found)).toEqual([
    { table: 'lectures', rows: 3 },
    { table: 'keyless', rows: 1 },
  ]);
});

test('the order is that of S3: binary, hostile keys included, over more than one fetch', async () => {
  const odd = ['é', 'é', '\u{1f40e}', '\ufffd', '\ue000', ' ', '//', '%2F', '~', 'Z', 'a', 'ß', '\u2028', '?x#y'];
  const keys = odd.flatMap((character) => Array.from({ length: 150 }, (_, i) => `s3://m/p/${character}${i}`));
  await database.client.query('create table many (id serial primary key, path text collate "und-x-icu")');
  await database.client.query('insert into many (path) select unnest($1::text[])', [keys]);
  const { found } = await rows.discover([{ table: 'many', column: 'path' }]);
  const paths = (await all(rows.stream(found))).map(({ path }) => path);
  expect(paths).toEqual([...keys].sort(compareKeys));
});
