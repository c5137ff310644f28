import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { main } from '../../../cli/main';
import { PEGASUS_RELATIONS } from '../../../domain/checks/foreign-keys';
import { planComparison } from '../../../domain/report/table-comparison';
import { lookAtSource } from '../../../runtime/database/ask-source';
import { DatabaseFacts } from '../../../runtime/database/database-facts';
import { HeartbeatRows } from '../../../runtime/database/heartbeat-rows';
import { checkIndexes } from '../../../runtime/database/index-check';
import { connect } from '../../../runtime/database/postgres';
import { readRestoredContent } from '../../../runtime/database/restored-content';
import { RestoredRows } from '../../../runtime/database/restored-rows';
import { SourceSessions } from '../../../runtime/database/source-sessions';
import { TableRows } from '../../../runtime/database/table-rows';
import { Secrets } from '../../../runtime/execution/secrets';
import { UNLIMITED } from '../../../runtime/execution/share-of-time';
import { ReferenceRows } from '../../../runtime/references/reference-rows';
import { startPostgres, type TestDatabase } from '../../postgres';
import { BUCKET, type StoreBed, storeBed } from '../../runtime/objects/rewind/store-bed';
import { hostileObjects } from './hostile';

let database: TestDatabase;
let folder: string;
let app: Client;
const secret = { secretArn: 'arn:secret' };

beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' });
  folder = mkdtempSync(join(tmpdir(), 'marks-'));
  chmodSync(folder, 0o777);
  database = await startPostgres();
  jest
    .spyOn(Secrets.prototype, 'read')
    .mockImplementation(async () => ({ text: JSON.stringify(database.secret), versionId: '1' }));
  await database.client.query(`
    create role app login password 'app'; alter database postgres owner to app; grant all on schema public to app;
    alter database postgres set search_path = public, pg_catalog`);
  const { port, dbname } = database.secret;
  app = new Client({ host: '127.0.0.1', port: Number(port), database: String(dbname), user: 'app', password: 'app' });
  await app.connect();
  await app.query(`set search_path = pg_catalog; ${hostileObjects(folder)}`);
});
afterAll(async () => {
  jest.restoreAllMocks();
  await app?.end();
  await database?.close();
  rmSync(folder, { recursive: true, force: true });
});

const marks = () => readdirSync(folder);

async function inSession<T>(readOnly: boolean, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect({ ...secret, readOnly });
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const ODD = `a"b\n%s $$ %I; --'`;

describe('F113 in a hostile database nothing runs with our rights:', () => {
  afterEach(() => expect(marks()).toEqual([]));

  test('counting, warm-up, sequences, relations and migrations; what is not read is named', () =>
    inSession(true, async (client) => {
      const facts = new DatabaseFacts(client);
      const { tables, notCounted, migrationHead, sequences } = await facts.content();
      expect(migrationHead).toBe('0001.sql');
      expect(tables).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ name: 'public.lectures', rows: 1, newest: '2026-11-23T03:00:00.000Z' }),
          expect.objectContaining({ name: `public.${ODD}`, rows: 1, newest: null }),
          expect.objectContaining({ name: 'public.moods', rows: 1, newest: null }),
          expect.objectContaining({ name: 'public.format', rows: 0, newest: null }),
        ]),
      );
      expect(notCounted).toEqual([
        expect.objectContaining({
          name: 'public.docs',
          reason: expect.stringMatching(/index calls public\.index\w+\(.*\) of app, which/),
        }),
        expect.objectContaining({
          name: 'public.facts',
          reason: expect.stringMatching(/calls public\.indexed\(text\) of app, which/),
        }),
      ]);
      expect(sequences).toEqual([expect.objectContaining({ next: '2', behind: false })]);
      await facts.orphans(PEGASUS_RELATIONS);
      const scans = await facts.scanAll(['lectures', 'moods', 'exports', `public.${ODD}`], { now: () => 0 }, UNLIMITED);
      expect(scans).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ table: 'lectures', rows: 1 }),
          expect.objectContaining({ table: 'moods', rows: 1 }),
          expect.objectContaining({ table: `public.${ODD}`, rows: 1 }),
          expect.objectContaining({ table: 'exports', rows: 0, missed: expect.stringContaining('is a view') }),
        ]),
      );
    }));

  test('references, in any type of column; a view is refused by name', () =>
    inSession(true, async (client) => {
      await client.query('begin isolation level repeatable read read only');
      const rows = new ReferenceRows(client);
      const { found, unreadable, missing } = await rows.discover([
        { table: 'lectures', column: 'audio_path' },
        { table: 'moods', column: 'path' },
        { table: `public.${ODD}`, column: 'path' },
        { table: 'exports', column: 'storage_path' },
        { table: 'lectures', column: 'audio' },
        { table: 'format', column: 'count' },
      ]);
      expect(missing).toEqual([expect.stringContaining('lectures.audio does not exist')]);
      expect(unreadable).toEqual([
        expect.stringMatching(/^exports.storage_path: public.exports is a view: .* name a table/),
      ]);
      const stored: string[] = [];
      for await (const { path, row } of rows.stream(found, (why) => stored.push(why))) stored.push(`${path} ${row}`);
      expect(stored).toEqual([
        's3://protected/p/a lectures l1 (audio_path)',
        `s3://protected/p/a public.${ODD} 1 (path)`,
        'sad moods glad (path)',
      ]);
      for (const column of found) await rows.firstUndeclared(column, { bucket: BUCKET, prefix: 'p/' });
      expect((await rows.count(found)).unreadable).toEqual([]);
    }));

  test('comparing rows by their keys, and exporting them', () =>
    inSession(true, async (client) => {
      const rows = await TableRows.begin(client);
      const shapes = await rows.tables();
      const { tables, notCompared } = planComparison(shapes, shapes);
      expect(notCompared).toEqual([
        { table: 'public.docs', reason: expect.stringContaining('which would run with the rights of a superuser') },
        { table: 'public.facts', reason: expect.stringContaining('which would run with the rights of a superuser') },
        { table: 'public.pairs', reason: expect.stringMatching(/key has the type public.pair, which may run code/) },
      ]);
      const exported: Record<string, unknown> = {};
      for (const table of tables) {
        if (table.table === 'public.slies') {
          // Two operators would do, one of them with a cast of the owner's: Postgres takes neither.
          await expect(rows.restored(table, table.lookIn!, [['one']], null)).rejects.toThrow('operator is not unique');
          continue;
        }
        const old = await rows.old(table, 'true');
        const there = await rows.restored(
          table,
          table.lookIn!,
          old.map(({ key }) => key),
          null,
        );
        expect([table.table, [...there.values()].map(({ digest }) => digest)]).toEqual([
          table.table,
          old.map(({ digest }) => digest),
        ]);
        const whole = await rows.whole(
          table.table,
          old.map(({ at }) => at),
        );
        exported[table.table] = [...whole.values()].map((row) => JSON.parse(row));
      }
      expect(exported).toMatchObject({
        'public.moods': [{ id: 'glad', path: 'sad' }],
        'public.idents': [{ id: 'i1', mood: 'glad' }],
        'public.lectures': [{ id: 'l1', course_id: null }],
      });
    }));

  test('what the checks, the source and the restored database are asked', async () => {
    await inSession(true, async (client) => {
      const rows = new RestoredRows(client);
      expect(await rows.newestHeartbeat()).toMatchObject({ id: 'h1' });
      expect(await rows.sampleLectures('run', 25)).toEqual([expect.objectContaining({ id: 'l1', stored: [] })]);
      const sessions = new SourceSessions(client);
      expect(await sessions.writers()).toEqual([]);
      expect(await sessions.clients()).toContainEqual({ application: '', user: 'app', count: 1 });
      expect(await sessions.written()).toMatchObject({ deleted: 0 });
    });
    expect(await readRestoredContent(secret)).toMatchObject({ newestHeartbeat: '2026-11-23T03:00:00.000Z' });
    expect(await lookAtSource(secret, '2026-11-23T04:00:00Z')).toMatchObject({ heartbeat: '2026-11-23T03:00:00.000Z' });
  });

  test('`verify`, which says what it does not look at', async () => {
    const bed: StoreBed = await storeBed(Date.parse('2026-11-23T12:00:00Z'));
    const json = join(mkdtempSync(join(tmpdir(), 'verify-')), 'result.json');
    const log = jest.spyOn(console, 'log').mockImplementation(() => {});
    try {
      bed.s3.seed(BUCKET, [{ key: 'p/a', versions: [{ at: new Date('2026-11-23T03:00:00Z'), body: 'one' }] }]);
      const argv = ['--database-url', database.url, '--bucket', BUCKET, '--prefix', 'p/', '--json', json];
      expect(await main(['node', 'x', 'verify', ...argv, '--endpoint-url', bed.endpoint])).toBe(1);
      const { checks } = JSON.parse(readFileSync(json, 'utf8'));
      expect(checks).toContainEqual(
        expect.objectContaining({
          name: 'references',
          outcome: 'failed',
          observed: expect.stringContaining('public.exports is a view'),
        }),
      );
    } finally {
      log.mockRestore();
      await bed.close();
    }
  });

  test('a heartbeat, which is refused with the name of its table`s owner, and of what it has', async () => {
    const beat = () => inSession(false, (client) => new HeartbeatRows(client).add('h2'));
    await expect(beat()).rejects.toMatchObject({
      name: 'DatabaseRefused',
      message: expect.stringMatching(/the schema pegasus_backup belongs to app, .*rights of \w+: .*database-users/),
    });
    await database.client.query('alter schema pegasus_backup owner to current_user');
    await expect(beat()).rejects.toThrow(/pegasus_backup.heartbeat belongs to app/);
    await database.client.query('alter table pegasus_backup.heartbeat owner to current_user');
    await expect(beat()).rejects.toThrow(/not made \(trigger beat\): remove it/);
  });

  test('an event trigger, which keeps amcheck and a new heartbeat table away', async () => {
    await database.client.query(`
      drop schema pegasus_backup cascade;
      create event trigger hostile on ddl_command_end execute function public.on_event()`);
    await inSession(true, async (client) =>
      expect(await checkIndexes(client, () => false)).toEqual({
        unavailable: expect.stringMatching(/event trigger hostile/),
      }),
    );
    await expect(inSession(false, (client) => new HeartbeatRows(client).add('h2'))).rejects.toThrow(
      /event trigger hostile: make it with the SQL of `pegasus-backup database-users --sql`/,
    );
    await database.client.query('alter event trigger hostile disable');
    await inSession(true, async (client) =>
      expect(await checkIndexes(client, () => false)).toMatchObject({ defects: [], notChecked: [], notAllowed: [] }),
    );
    await inSession(false, (client) => new HeartbeatRows(client).add('h2'));
  });
});

test('F113 and each of them does run for a superuser who is not careful', async () => {
  await database.client.query('set search_path = public, pg_catalog');
  const run = (sql: string) => database.client.query(sql).catch(() => undefined);
  await run(`select lower('x')`);
  await run(`select count(*) from courses`);
  await run(`select 'a'::text = 'a'::text`);
  await run('select * from pg_settings');
  await run('select * from exports');
  await run('select id::text from moods');
  await run(`select 'x'::ident`);
  await run('select count(*) from pg_catalog.generate_series(1, 1) cross join docs');
  await run('alter event trigger hostile enable');
  await run('create table any_table ()');
  expect(marks().sort()).toEqual([
    'aggregate',
    'cast',
    'catalogue',
    'domain',
    'event trigger',
    'function',
    'index',
    'operator',
    'view',
  ]);
});

test('F113 a superuser`s heartbeat table takes no trigger, rule, default or column of another, and its own members may have made it', async () => {
  await database.client.query('drop event trigger hostile; reset search_path');
  const beat = () => inSession(false, (client) => new HeartbeatRows(client).add(`h-${Math.random()}`));
  const refusedWith = async (made: string, undone: string, name: RegExp) => {
    await database.client.query(made);
    await expect(beat()).rejects.toThrow(name);
    await database.client.query(undone);
    await beat();
  };
  const heartbeat = 'pegasus_backup.heartbeat';
  await refusedWith(
    `create rule extra as on insert to ${heartbeat} do also select 1`,
    `drop rule extra on ${heartbeat}`,
    /rule extra/,
  );
  await refusedWith(
    `alter table ${heartbeat} alter id set default 'x'`,
    `alter table ${heartbeat} alter id drop default`,
    /default of column id/,
  );
  await refusedWith(
    `alter table ${heartbeat} alter written_at set default public.now()`,
    `alter table ${heartbeat} alter written_at set default pg_catalog.now()`,
    /default of column written_at/,
  );
  await refusedWith(`alter table ${heartbeat} add extra int`, `alter table ${heartbeat} drop extra`, /column extra/);
  await refusedWith(
    `alter table ${heartbeat} add constraint odd check (id <> '')`,
    `alter table ${heartbeat} drop constraint odd`,
    /constraint odd/,
  );
  await refusedWith(
    `create index odd on ${heartbeat} (pg_catalog.lower(id))`,
    'drop index pegasus_backup.odd',
    /index pegasus_backup.odd/,
  );
  await refusedWith(
    `create table public.child () inherits (${heartbeat})`,
    'drop table public.child',
    /inheritance with public.child/,
  );
});
