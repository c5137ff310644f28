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
