import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { type OwnServer, startOwnServer } from '../../local/postgres/own-server';
import { DatabaseFacts } from '../../runtime/database/database-facts';

const run = promisify(execFile);
const runbook = readFileSync(join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
const [, command = ''] = /## Owners and privileges.*?```bash\n(.*?)```/s.exec(runbook) ?? [];

const directory = mkdtempSync(join(tmpdir(), 'owners-'));
const login = { username: 'pegasus', password: 'hush', dbname: 'pegasus' };
let server: OwnServer;
/** As the server's administrator, who may give what belongs to others. */
const urlOf = (database: string) =>
  `postgresql://${server.administrator.username}:${server.administrator.password}@${server.host}:${server.port}/${database}`;

beforeAll(async () => {
  server = await startOwnServer(directory, login);
});
afterAll(async () => {
  await server?.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function inside<T>(database: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: urlOf(database) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

test('what the runbook says gives the restored database the owners and privileges of the old one', async () => {
  await inside('pegasus', async (client) => {
    await client.query(`create role editor; create role reader;
      create table lectures (id int); create table courses (id int)`);
    await client.query('alter table lectures owner to editor; grant select on lectures, courses to reader');
    await client.query('create database restored');
  });
  await run('bash', [
    '-c',
    `pg_dump --format=custom --no-owner --no-privileges "${urlOf('pegasus')}" | pg_restore --no-owner --no-privileges --dbname "${urlOf('restored')}"`,
  ]);
  const access = (database: string) => inside(database, (client) => new DatabaseFacts(client).access());
  expect(await access('restored')).toEqual({ owners: [], grants: [] });

  const env = { ...process.env, OLD_DATABASE_URL: urlOf('pegasus'), RESTORED_DATABASE_URL: urlOf('restored') };
  await run('bash', ['-euo', 'pipefail', '-c', command], { env });
  expect(await access('restored')).toEqual({
    owners: [{ role: 'editor', objects: 1 }],
    grants: [{ role: 'reader', objects: 2 }],
  });
  expect(await access('restored')).toEqual(await access('pegasus'));
});
