import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { SourceSessions } from '../../../runtime/database/source-sessions';
import { startPostgres, type TestDatabase } from '../../postgres';

let database: TestDatabase;
let sessions: SourceSessions;
const others: Client[] = [];

beforeAll(async () => {
  database = await startPostgres();
  await database.client.query('create table notes (text text)');
  sessions = new SourceSessions(database.client);
});

afterAll(async () => {
  await Promise.all(others.map((other) => other.end().catch(() => {})));
  await database.close();
});

async function other(name: string): Promise<Client> {
  const client = new Client({ connectionString: database.url, application_name: name });
  client.on('error', () => {});
  await client.connect();
  others.push(client);
  return client;
}

test('the clock goes on inside a transaction', async () => {
  await database.client.query('begin');
  const first = await sessions.now();
  await database.client.query('select pg_sleep(0.01)');
  expect(Date.parse(await sessions.now())).toBeGreaterThan(Date.parse(first));
  await database.client.query('commit');
});

test('F92 sessions and rows of clients are counted; our own, readers of rows and maintenance write nothing', async () => {
  await database.client.query('create schema if not exists pegasus_backup; create table pegasus_backup.beat (id int)');
  const quietly = async () => ({ rows: await sessions.written(), clients: await sessions.clients() });
  const before = (await quietly()).rows!;
  const ours = await other('pegasus-backup');
  await ours.query('insert into pegasus_backup.beat values (1)');
  await ours.query('select count(*) from notes');
  await ours.query('analyze notes');
  await ours.query('select pg_stat_force_next_flush()');
  expect(await quietly()).toEqual({ rows: before, clients: [] });

  const cron = await other('cron');
  await cron.query("insert into notes values ('a'), ('b')");
  await cron.query("update notes set text = 'c' where text = 'a'");
  await cron.query("delete from notes where text = 'b'");
  await cron.query('select pg_stat_force_next_flush()');
  await cron.query('select 1');
  const now = await quietly();
  expect(now.clients).toEqual([{ application: 'cron', user: expect.any(String), count: 1 }]);
  expect(now.rows).toEqual({ inserted: before.inserted + 2, updated: before.updated + 1, deleted: before.deleted + 1 });
  await cron.query("delete from notes where text = 'c'");
  await cron.end();
  await ours.end();
});

test('F18 only a transaction that has written and is open counts, and ending it rolls it back', async () => {
  const reader = await other('reader');
  await reader.query('begin; select * from notes');
  await (await other('finished')).query("insert into notes values ('kept')");
  const writer = await other('importer');
  await writer.query("begin; insert into notes values ('half')");

  const found = await sessions.writers();
  expect(found).toEqual([{ pid: expect.any(Number), application: 'importer', seconds: expect.any(Number) }]);

  await sessions.end(found.map(({ pid }) => pid));
  while ((await sessions.writers()).length > 0) await database.client.query('select pg_sleep(0.01)');
  const { rows } = await database.client.query('select text from notes');
  expect(rows).toEqual([{ text: 'kept' }]);
});
