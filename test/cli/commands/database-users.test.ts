import { Client } from 'pg';
import { main } from '../../../cli/main';
import { HeartbeatRows } from '../../../runtime/database/heartbeat-rows';
import { connect } from '../../../runtime/database/postgres';
import { RestoredRows } from '../../../runtime/database/restored-rows';
import { SourceSessions } from '../../../runtime/database/source-sessions';
import { ReferenceRows } from '../../../runtime/references/reference-rows';
import { startPostgres, type TestDatabase } from '../../postgres';
import { BUCKET, storeBed } from '../../runtime/objects/rewind/store-bed';

const READER = 'pegasus_backup_reader';
const HEARTBEAT = 'pegasus_backup_heartbeat';

let postgres: TestDatabase;
let sql: string;
let open: Client[] = [];

beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' });
  postgres = await startPostgres();
  sql = await printed();
});
afterEach(async () => {
  for (const client of open) await client.end();
  open = [];
  const { rows } = await postgres.client.query(`select datname from pg_database where datname like 'app%'`);
  for (const { datname } of rows) await postgres.client.query(`drop database ${datname} with (force)`);
  for (const role of [READER, HEARTBEAT, 'owner', 'other']) {
    const { rowCount } = await postgres.client.query('select from pg_roles where rolname = $1', [role]);
    if (rowCount) await postgres.client.query(`drop owned by ${role}; drop role ${role}`);
  }
});
afterAll(() => postgres?.close());

async function printed(): Promise<string> {
  let text = '';
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((part) => {
    text += String(part);
    return true;
  });
  try {
    expect(await main(['node', 'x', 'database-users', '--sql'])).toBe(0);
  } finally {
    spy.mockRestore();
  }
  return text;
}

const secretOf = (user: string) => ({ ...postgres.secret, username: user, password: 'p', dbname: 'app' });
const session = async (user: string, readOnly = true) => {
  const client = await connect(
    { secretArn: 'arn', readOnly },
    { read: async () => ({ text: JSON.stringify(secretOf(user)), versionId: '1' }) },
  );
  open.push(client);
  return client;
};

/** A database of an application, of a user who is no superuser; as on RDS it may give on what reads everything. */
async function owned(given = `grant pg_read_all_data, pg_read_all_stats to owner with admin option`): Promise<Client> {
  await postgres.client.query(
    `create role owner login createrole password 'p'; ${given}; create role other login password 'p'`,
  );
  await postgres.client.query('create database app owner owner');
  const { port } = postgres.secret;
  const client = new Client({ host: '127.0.0.1', port: Number(port), user: 'owner', password: 'p', database: 'app' });
  client.on('error', () => {});
  await client.connect();
  open.push(client);
  await client.query(`
    create table exports (id text primary key, lecture_id text, export_type text, storage_path text);
    insert into exports values ('e1', null, 'pdf', 's3://${BUCKET}/p/a');
    create table billing (id serial primary key)`);
  return client;
}

async function migrated(owner: Client): Promise<string[]> {
  const warnings: string[] = [];
  owner.on('notice', ({ severity, message }) => severity === 'WARNING' && warnings.push(String(message)));
  await owner.query(sql);
  await owner.query(`alter role ${READER} password 'p'; alter role ${HEARTBEAT} password 'p'`);
  return warnings;
}

test('F113 the owner, no superuser, makes both users; readiness, `verify` and the heartbeat work as them, and can do nothing else', async () => {
  const owner = await owned();
  expect(await migrated(owner)).toEqual([]);
  expect(await migrated(owner)).toEqual([]);

  const bed = await storeBed(Date.parse('2026-11-23T12:00:00Z'));
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  try {
    bed.s3.seed(BUCKET, [{ key: 'p/a', versions: [{ at: new Date('2026-11-23T03:00:00Z'), body: 'one' }] }]);
    const url = `postgresql://${READER}:p@127.0.0.1:${postgres.secret.port}/app`;
    const at = ['--database-url', url, '--bucket', BUCKET, '--prefix', 'p/', '--endpoint-url', bed.endpoint];
    expect(await main(['node', 'x', 'verify', ...at])).toBe(0);
  } finally {
    log.mockRestore();
    await bed.close();
  }

  const beats = await session(HEARTBEAT, false);
  await new HeartbeatRows(beats).add('h1');
  await expect(beats.query('select from public.exports')).rejects.toThrow('permission denied');
  await expect(beats.query('create table public.x ()')).rejects.toThrow('permission denied');

  const reader = await session(READER);
  expect(await new RestoredRows(reader).newestHeartbeat()).toMatchObject({ id: 'h1' });
  expect(await new SourceSessions(reader).clients()).toContainEqual({ application: '', user: 'owner', count: 1 });
  const { missing, unreadable } = await new ReferenceRows(reader).discover([
    { table: 'exports', column: 'storage_path' },
  ]);
  expect([missing, unreadable]).toEqual([[], []]);
  const writing = await session(READER, false);
  await expect(writing.query('delete from public.exports')).rejects.toThrow('permission denied');
  await expect(writing.query('delete from pegasus_backup.heartbeat')).rejects.toThrow('permission denied');
});

test('F113 what a database has of an earlier heartbeat goes on, and what others own or have added is refused', async () => {
  const owner = await owned();
  await owner.query(`
    create schema pegasus_backup;
    create table pegasus_backup.heartbeat (id text primary key, written_at timestamptz not null default now());
    insert into pegasus_backup.heartbeat values ('old', now());
    create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
    create trigger extra before insert on pegasus_backup.heartbeat for each row execute function public.f()`);
  await expect(migrated(owner)).rejects.toThrow(/has what PegasusBackup has not made \(trigger extra\)/);
  await owner.query('rollback; drop trigger extra on pegasus_backup.heartbeat');
  await migrated(owner);
  await new HeartbeatRows(await session(HEARTBEAT, false)).add('new');
  const ids = await (await session(READER)).query('select id from pegasus_backup.heartbeat order by id');
  expect(ids.rows).toEqual([{ id: 'new' }, { id: 'old' }]);

  await postgres.client.query('drop database app with (force)');
  await postgres.client.query('create database app owner owner');
  const admin = new Client({ connectionString: postgres.url.replace(/postgres$/, 'app') });
  await admin.connect();
  await admin.query('create schema pegasus_backup authorization other');
  await admin.end();
  const again = new Client({
    host: '127.0.0.1',
    port: Number(postgres.secret.port),
    user: 'owner',
    password: 'p',
    database: 'app',
  });
  await again.connect();
  await expect(again.query(sql)).rejects.toThrow(/the schema pegasus_backup belongs to other: .*run this as other/);
  await again.end();
});

test('F113 rows behind a policy: who has to give BYPASSRLS is said, with the statement and the tables', async () => {
  const owner = await owned();
  await owner.query('alter table billing enable row level security');
  expect(await migrated(owner)).toEqual([
    expect.stringMatching(
      /row level security hides rows of public.billing .*ALTER ROLE pegasus_backup_reader BYPASSRLS/,
    ),
  ]);
  const reader = await session(READER);
  const { unreadable } = await new ReferenceRows(reader).discover([{ table: 'billing', column: 'id' }]);
  expect(unreadable).toEqual([expect.stringMatching(/BYPASSRLS/)]);
});

test('F113 where nothing that reads everything may be given on, the reader gets what the owner may give', async () => {
  const owner = await owned('select');
  expect(await migrated(owner)).toEqual([
    expect.stringContaining('pg_read_all_data may not be granted by owner'),
    expect.stringContaining('GRANT pg_read_all_stats TO pegasus_backup_reader'),
  ]);
  const reader = await session(READER);
  expect((await reader.query('select id from public.exports')).rows).toEqual([{ id: 'e1' }]);
  await owner.query('create table later (id int)');
  expect((await reader.query('select id from public.later')).rows).toEqual([]);
  await new HeartbeatRows(await session(HEARTBEAT, false)).add('h1');
  expect(await new RestoredRows(reader).newestHeartbeat()).toMatchObject({ id: 'h1' });
});

test('`database-users` without `--sql` says what it prints', async () => {
  const spy = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    expect(await main(['node', 'x', 'database-users'])).toBe(2);
    expect(String(spy.mock.calls[0]?.[0])).toContain("required option '--sql' not specified");
  } finally {
    spy.mockRestore();
  }
});
