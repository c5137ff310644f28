import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { lookAtSource } from '../../../runtime/database/ask-source';
import { connect } from '../../../runtime/database/postgres';
import { readRestoredContent } from '../../../runtime/database/restored-content';
import { startPostgres, type TestDatabase } from '../../postgres';

let postgres: TestDatabase;
const target = { secretArn: 'arn:secret' };

beforeAll(async () => {
  postgres = await startPostgres();
  jest.spyOn(SecretsManagerClient.prototype, 'send').mockImplementation(async () => ({
    SecretString: JSON.stringify(postgres.secret),
  }));
});

afterAll(() => postgres.close());

test('a database without a heartbeat says so, before and after the table is there', async () => {
  expect(await readRestoredContent(target)).toEqual({
    databaseName: postgres.secret.dbname,
    newestHeartbeat: null,
    lastReplayed: null,
    transaction: expect.stringMatching(/^\d+$/),
  });
  await postgres.client.query(
    `create schema pegasus_backup;
     create table pegasus_backup.heartbeat (id text primary key, written_at timestamptz not null default now())`,
  );
  expect(await readRestoredContent(target)).toMatchObject({ newestHeartbeat: null });
});

test('the newest heartbeat counts', async () => {
  await postgres.client.query(
    `insert into pegasus_backup.heartbeat values
       ('a', '2026-11-23T03:58:30Z'), ('b', '2026-11-23T04:59:30.5+01:00'), ('c', '2026-11-23T03:57:30Z')`,
  );
  expect(await readRestoredContent(target)).toMatchObject({ newestHeartbeat: '2026-11-23T03:59:30.500Z' });
});

test('F37 of the source counts the newest heartbeat that the restored database must have: one from within two minutes it may lack', async () => {
  const newestUntil = async (until: string) => (await lookAtSource(target, until)).heartbeat;
  expect(await newestUntil('2026-11-23T04:00:00Z')).toBe('2026-11-23T03:57:30.000Z');
  expect(await newestUntil('2026-11-23T04:01:31Z')).toBe('2026-11-23T03:59:30.500Z');
  expect(await newestUntil('2026-11-23T03:59:30Z')).toBeNull();
});

test('a read-only session is refused every write by the server itself', async () => {
  const client = await connect({ ...target, readOnly: true });
  await expect(client.query('create table x ()')).rejects.toThrow(/read-only/);
  await client.end();
});

test('a statement that takes too long is ended by the server', async () => {
  const client = await connect({ ...target, statementTimeoutMilliseconds: 50 });
  await expect(client.query('select pg_sleep(5)')).rejects.toThrow(/statement timeout/);
  await client.end();
});

test('F113 what the database or the role has set counts for nothing, but for where tables are looked for', async () => {
  await postgres.client.query(`
    create schema app;
    alter database postgres set datestyle = 'German';
    alter database postgres set standard_conforming_strings = off;
    alter database postgres set transform_null_equals = on;
    alter database postgres set statement_timeout = 0;
    alter role current_user set search_path = app, public;
    alter role current_user set default_transaction_read_only = off`);
  const client = await connect({ ...target, readOnly: true, statementTimeoutMilliseconds: 5_000 });
  const shown = async (name: string) => (await client.query(`select current_setting('${name}') as it`)).rows[0].it;
  expect(await shown('search_path')).toBe('pg_catalog, pg_temp');
  expect(await shown('row_security')).toBe('off');
  expect(await shown('standard_conforming_strings')).toBe('on');
  expect(await shown('transform_null_equals')).toBe('off');
  expect(await shown('default_transaction_read_only')).toBe('on');
  expect(await shown('statement_timeout')).toBe('5s');
  expect(await shown('lock_timeout')).toBe('10s');
  expect(await shown('restrict_nonsystem_relation_kind')).toBe('view, foreign-table');
  expect(await shown('datestyle')).toMatch(/^ISO/);
  expect(await shown('pegasus_backup.searched')).toBe('{app,public}');
  await client.end();
});
