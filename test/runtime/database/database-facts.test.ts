import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { indexes as judgeIndexes } from '../../../domain/checks/indexes';
import { DatabaseFacts } from '../../../runtime/database/database-facts';
import { checkIndexes } from '../../../runtime/database/index-check';
import { UNLIMITED } from '../../../runtime/execution/share-of-time';
import { startPostgres, type TestDatabase } from '../../postgres';

let postgres: TestDatabase;
let facts: DatabaseFacts;

/** System identifier of the server, oid of the database and its own. */
const id = expect.stringMatching(/^\d+\/\d+\/\d+$/);

beforeAll(async () => {
  postgres = await startPostgres();
  facts = new DatabaseFacts(postgres.client);
  await postgres.client.query(`
    create schema pegasus_backup;
    create table pegasus_backup.heartbeat (id text primary key, written_at timestamptz);
    create table courses (id text primary key, created_at timestamptz not null);
    create table lectures (id text primary key, course_id text, created_at timestamptz, updated_at timestamptz);
    create table "odd ""name" ("Id" bigint generated always as identity primary key);
    create table credit_ledger (id bigserial primary key, amount int);
    create table parts (id text primary key, course text references courses (id));
    create table loose (id text primary key, course text);
    alter table loose add constraint loose_course foreign key (course) references courses (id) not valid;
    create sequence nobodys;
    create table schema_migrations (id text primary key);
    insert into schema_migrations values ('0001_a.sql'), ('0010_b.sql'), ('0009_z.sql');
    insert into courses values ('c1', '2026-11-23T03:00:00Z');
    insert into lectures values ('l1', 'c1', '2026-11-23T01:00:00Z', '2026-11-23T03:30:00Z'), ('l2', 'gone', null, null);
    insert into credit_ledger (amount) select 1 from generate_series(1, 5);
  `);
});
afterAll(() => postgres?.close());

describe('what a database says about itself', () => {
  test('its tables, counted, with the newest change; not the heartbeats of the backup', async () => {
    expect((await facts.tables()).tables).toEqual(
      expect.arrayContaining([
        { name: 'public.courses', id, rows: 1, newest: '2026-11-23T03:00:00.000Z' },
        { name: 'public.lectures', id, rows: 2, newest: '2026-11-23T03:30:00.000Z' },
        { name: 'public.odd "name', id, rows: 0, newest: null },
        { name: 'public.credit_ledger', id, rows: 5, newest: null },
      ]),
    );
    expect((await facts.tables()).tables.map(({ name }) => name)).not.toContain('pegasus_backup.heartbeat');
  });

  test('F65 a table, a key and a sequence keep their id wherever they are moved, and a database of a dump has others', async () => {
    const all = async () => {
      const { tables, foreignKeys, sequences } = await new DatabaseFacts(postgres.client).content();
      const named = [...tables, ...foreignKeys, ...sequences.map((one) => ({ name: one.sequence, id: one.id }))];
      return named.filter(({ name }) => /moved/.test(name)).map((one) => [one.name, one.id] as const);
    };
    await postgres.client.query(
      'create schema attic; create table moved (id serial primary key, c text references courses)',
    );
    const before = await all();
    expect(before).toHaveLength(3);
    await postgres.client.query('alter table moved set schema attic; alter table attic.moved rename to moved_on');
    const after = await all();
    expect(after.map(([, one]) => one)).toEqual(before.map(([, one]) => one));
    expect(after.map(([name]) => name)).toEqual([
      'attic.moved_on',
      'attic.moved_on.moved_c_fkey',
      'attic.moved_id_seq',
    ]);
    await postgres.client.query('drop schema attic cascade');
  });

  test('F65 where the server does not tell its identifier, names are all there is', async () => {
    await postgres.client.query(
      'create role blind; revoke execute on function pg_control_system() from public; set role blind',
    );
    try {
      const [first] = await new DatabaseFacts(postgres.client).foreignKeys();
      expect(first).toEqual({ name: 'public.loose.loose_course', enforced: false });
    } finally {
      await postgres.client.query(
        'reset role; grant execute on function pg_control_system() to public; drop role blind',
      );
    }
  });

  test('F104 a table that cannot be counted is named with what to do, all others are counted', async () => {
    await postgres.client.query(`
      create role reader; grant select on all tables in schema public to reader; grant usage on schema public to reader;
      revoke select on parts from reader; create unlogged table cache (id int);
      create schema hidden; create table hidden.notes (id int);
      alter table loose enable row level security; create policy own on loose using (false);
      set role reader; set row_security = off`);
    try {
      const { tables, notCounted } = await facts.tables();
      expect(notCounted).toEqual([
        { name: 'hidden.notes', id, reason: expect.stringContaining('GRANT USAGE ON SCHEMA hidden TO') },
        { name: 'public.loose', id, reason: expect.stringMatching(/row level security would hide rows.* BYPASSRLS/) },
        { name: 'public.parts', id, reason: expect.stringContaining('GRANT SELECT ON public.parts TO') },
      ]);
      expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['public.courses', 'public.lectures']));
      expect(tables.map(({ name }) => name)).not.toContain('public.cache');
    } finally {
      await postgres.client.query(`
        reset role; reset row_security; alter table loose disable row level security; drop policy own on loose;
        drop schema hidden cascade; drop table cache; revoke usage on schema public from reader;
        revoke select on all tables in schema public from reader; drop role reader`);
    }
  });

  test('F104 a manifest has the counts of all other tables when the one of migrations cannot be read', async () => {
    await postgres.client.query(`
      create role counter; grant usage on schema public to counter; grant select on courses to counter; set role counter`);
    try {
      const { migrationHead, tables, notCounted } = await facts.content();
      expect(migrationHead).toBeNull();
      expect(tables.map(({ name }) => name)).toEqual(['public.courses']);
      expect(notCounted).toContainEqual({
        name: 'public.schema_migrations',
        id,
        reason: expect.stringMatching(/^permission denied .*: GRANT SELECT ON public.schema_migrations TO /),
      });
    } finally {
      await postgres.client.query('reset role; drop owned by counter; drop role counter');
    }
  });

  test('the head of its migrations, by name', async () => expect(await facts.migrationHead()).toBe('0010_b.sql'));

  test('who else owns something of the application, and who may use it; not what every database has', async () => {
    expect(await facts.access()).toEqual({ owners: [], grants: [] });
    await postgres.client.query(`
      create role editor; create role "odd ""role"; create schema archive authorization editor;
      create table archive.old (id int); alter table archive.old owner to editor;
      grant select on courses, lectures to "odd ""role"; grant insert on courses to "odd ""role";
      grant usage on schema archive to public;
      create function public.f() returns int language sql as 'select 1'; grant execute on function f() to editor;
      grant select on pegasus_backup.heartbeat to editor`);
    expect(await facts.access()).toEqual({
      owners: [{ role: 'editor', objects: 2 }],
      // A function may be carried out by everybody unless somebody says otherwise.
      grants: [
        { role: 'editor', objects: 1 },
        { role: 'odd "role', objects: 2 },
        { role: 'public', objects: 2 },
      ],
    });
    await postgres.client.query(`
      drop function f(); drop schema archive cascade; revoke all on courses, lectures from "odd ""role";
      revoke all on pegasus_backup.heartbeat from editor; drop role editor; drop role "odd ""role"`);
  });

  test('foreign keys, and which of them bind nobody', async () => {
    expect(await facts.foreignKeys()).toEqual([
      { name: 'public.loose.loose_course', id, enforced: false },
      { name: 'public.parts.parts_course_fkey', id, enforced: true },
    ]);
    await postgres.client.query('alter table parts disable trigger all');
    expect(await facts.foreignKeys()).toContainEqual({ name: 'public.parts.parts_course_fkey', id, enforced: false });
    await postgres.client.query('alter table parts enable trigger all');
  });

  test('rows without their parent, where both tables are there', async () =>
    expect(
      await facts.orphans([
        { table: 'lectures', column: 'course_id', refersTo: 'courses' },
        { table: 'lectures', column: 'no_such_column', refersTo: 'courses' },
        { table: 'exports', column: 'lecture_id', refersTo: 'lectures' },
      ]),
    ).toEqual([{ table: 'lectures', column: 'course_id', refersTo: 'courses', orphans: 1 }]));

  const clock = { now: () => 0 };

  test('tables read from end to end, and one that is not there', async () =>
    expect(await facts.scanAll(['lectures', 'exports', 'public.courses'], clock, UNLIMITED)).toEqual([
      { table: 'lectures', rows: 2, about: 2, milliseconds: 0 },
      { table: 'public.courses', rows: 1, about: 1, milliseconds: 0 },
    ]));
});

describe('F104 one table never ends the others:', () => {
  const clock = { now: () => 0 };
  const relation = { table: 'lectures', column: 'course_id', refersTo: 'courses' };
  let other: Client;

  beforeAll(async () => {
    other = new Client({ connectionString: postgres.url });
    await other.connect();
    await postgres.client.query(`
      create view recent as select * from lectures;
      create table events (id int, at timestamptz) partition by range (id);
      create table events_0 partition of events for values from (0) to (100);
      create table events_1 partition of events for values from (100) to (200);
      insert into events select n, now() from generate_series(0, 149) n;
      create table jobs (id text primary key, lecture_id text);
      insert into jobs values ('j1', 'l1'), ('j2', 'none');
      create table wide (id int) with (fillfactor = 10);
      insert into wide select generate_series(1, 100000)`);
    await postgres.client.query(`set lock_timeout = '50ms'`);
  });
  afterAll(async () => {
    await other.end();
    await postgres.client.query('reset lock_timeout; drop view recent; drop table events, jobs, wide');
  });

  async function locked<T>(table: string, look: () => Promise<T>): Promise<T> {
    await other.query(`begin; lock table ${table} in access exclusive mode`);
    try {
      return await look();
    } finally {
      await other.query('rollback');
    }
  }

  test('partitions are read with their table; a view, which runs code of its owner, is named', async () =>
    expect(await facts.scanAll(['events', 'recent'], clock, UNLIMITED)).toMatchObject([
      { table: 'events', rows: 150 },
      { table: 'recent', rows: 0, missed: expect.stringMatching(/^public.recent is a view: .*name a table/) },
    ]));

  test('a foreign table among partitions is named, the others are counted', async () => {
    await postgres.client.query(`
      create foreign data wrapper nothing; create server elsewhere foreign data wrapper nothing;
      create foreign table events_2 partition of events for values from (200) to (300) server elsewhere`);
    const [scan] = await facts.scanAll(['events'], clock, UNLIMITED);
    await postgres.client.query('drop foreign data wrapper nothing cascade');
    expect(scan).toMatchObject({
      rows: 150,
      missed: expect.stringContaining('public.events_2 is a foreign table'),
    });
  });

  test('a warm-up meets a lock', async () =>
    expect(await locked('lectures', () => facts.scanAll(['lectures', 'courses'], clock, UNLIMITED))).toEqual([
      { table: 'courses', rows: 1, about: 1, milliseconds: 0 },
      { table: 'lectures', rows: 0, about: 0, milliseconds: 0, missed: expect.stringContaining('lock timeout') },
    ]));

  test('counting meets a lock', async () => {
    const { tables, notCounted } = await locked('lectures', () => facts.tables());
    expect(notCounted).toEqual([{ name: 'public.lectures', id, reason: expect.stringContaining('lock timeout') }]);
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['public.courses', 'public.events_1']));
  });

  test('orphans meet a lock, of their table or of the one that they refer to', async () => {
    const jobs = { table: 'jobs', column: 'lecture_id', refersTo: 'lectures' };
    expect(await locked('courses', () => facts.orphans([relation, jobs]))).toEqual([
      { ...relation, orphans: 0, unknown: expect.stringContaining('lock timeout') },
      { ...jobs, orphans: 1 },
    ]);
  });

  test('one that is larger than its share of the time is counted as far as that goes, the small ones to their end', async () => {
    let left = 5_000;
    const query = (text: string, values?: unknown[]) => {
      if (text.includes('from only public.wide')) left -= 10_000;
      return postgres.client.query(text, values);
    };
    const slow = new DatabaseFacts(Object.assign(Object.create(postgres.client), { query }));
    const { tables, notCounted } = await slow.tables(() => left);
    expect(tables.map(({ name }) => name)).not.toContain('public.wide');
    expect(tables.length).toBeGreaterThan(8);
    expect(notCounted).toEqual([
      {
        name: 'public.wide',
        id,
        reason: expect.stringMatching(/^counted [\d,]+ of about [\d,]+ rows; the time limit was reached$/),
        least: expect.any(Number),
      },
    ]);
    expect(notCounted?.[0]?.least).toBeGreaterThan(0);
  });

  test('one that ends the limit of a statement is read in slices', async () => {
    await postgres.client.query('set statement_timeout = 200');
    try {
      await expect(
        postgres.client.query('select count(md5(t::text)) from wide t, generate_series(1, 100)'),
      ).rejects.toThrow('statement timeout');
      expect(await facts.scanAll(['wide'], clock, UNLIMITED)).toEqual([
        { table: 'wide', rows: 100_000, about: 100_000, milliseconds: 0 },
      ]);
    } finally {
      await postgres.client.query('reset statement_timeout');
    }
  });
});

describe('sequences', () => {
  const named = async (sequence: string) => (await facts.sequences()).find((found) => found.sequence === sequence);
  const LEDGER = 'public.credit_ledger_id_seq';

  test('every one, with what it hands out next and the ids of its columns', async () =>
    expect(await facts.sequences()).toEqual([
      expect.objectContaining({ sequence: LEDGER, next: '6', increment: '1', cycles: false, writable: true }),
      expect.objectContaining({ sequence: 'public.nobodys', next: '1', columns: [] }),
      expect.objectContaining({
        sequence: 'public."odd ""name_Id_seq"',
        next: '1',
        columns: [{ column: 'public.odd "name.Id', largest: null, nearest: null }],
      }),
    ]));

  test('F94 a column that only asks one for its default has its ids from it; partitions are one table', async () => {
    await postgres.client.query(`
      create sequence shared increment by 10;
      create table a (id int default nextval('shared'));
      create table b (id bigint default nextval('shared')) partition by range (id);
      create table b1 partition of b for values from (0) to (1000);
      create table c (id text default 'c-' || nextval('shared'));
      insert into a values (default), (31);
      insert into b values (default)`);
    expect(await named('public.shared')).toEqual({
      sequence: 'public.shared',
      id,
      next: '21',
      increment: '10',
      maximum: '2147483647',
      cycles: false,
      writable: true,
      columns: [
        { column: 'public.a.id', largest: '31', nearest: '31' },
        { column: 'public.b.id', largest: '11', nearest: null },
        { column: 'public.c.id', largest: null, nearest: null, unknown: 'its type is text', unlike: true },
      ],
    });
    await postgres.client.query('drop table a, b, c; drop sequence shared');
  });

  test('F94 domains, numbers without an end and a partition with ids of its own are looked at', async () => {
    await postgres.client.query(`
      create domain inner_id as bigint; create domain outer_id as inner_id check (value > 0);
      create sequence of_domain; create sequence of_number; create sequence of_short;
      create table d (id outer_id default nextval('of_domain')); insert into d values (default), (9);
      create table e (id numeric(20) default nextval('of_number')); create index on e (id);
      insert into e values (default), (7), (99999999999999999999), ('NaN');
      create table f (id numeric(5, 2) default nextval('of_short')); insert into f values (default), (2.5);
      create table g (id int, at int) partition by range (at);
      create table g1 (id serial, at int); insert into g1 values (4, 1);
      alter table g attach partition g1 for values from (0) to (10)`);
    const sequences = ['public.of_domain', 'public.of_number', 'public.of_short', 'public.g1_id_seq'];
    expect(await Promise.all(sequences.map(named))).toMatchObject([
      { next: '2', columns: [{ column: 'public.d.id', largest: '9', nearest: '9' }] },
      { next: '2', columns: [{ column: 'public.e.id', largest: '7', nearest: '7' }] },
      { next: '2', maximum: '999', columns: [{ column: 'public.f.id', largest: '1', nearest: null }] },
      { next: '1', columns: [{ column: 'public.g1.id', largest: '4', nearest: '4' }] },
    ]);
    await postgres.client.query(`
      drop table d, e, f, g; drop sequence of_domain, of_number, of_short; drop domain outer_id, inner_id`);
  });

  test('F104 a column that this user may not read is named, with what to do', async () => {
    await postgres.client.query(`
      create role looker; grant usage on schema public to looker; grant select on credit_ledger_id_seq to looker;
      set role looker`);
    try {
      expect((await named(LEDGER))?.columns).toEqual([
        expect.objectContaining({
          column: 'public.credit_ledger.id',
          unknown: expect.stringMatching(/^permission denied .*: GRANT SELECT ON public.credit_ledger TO /),
        }),
      ]);
    } finally {
      await postgres.client.query('reset role; drop owned by looker; drop role looker');
    }
  });

  test('F94 the nearest id ahead, not the largest, says how far it is to a collision; one at its very end', async () => {
    await postgres.client.query(`
      insert into credit_ledger values (9), (2147483647);
      create sequence full_up; select setval('full_up', 9223372036854775807)`);
    expect((await named(LEDGER))?.columns).toEqual([
      { column: 'public.credit_ledger.id', largest: '2147483647', nearest: '9' },
    ]);
    expect((await facts.content()).sequences).toContainEqual({ sequence: LEDGER, id, next: '6', behind: true });
    expect((await named('public.full_up'))?.next).toBe('9223372036854775808');
    await postgres.client.query('delete from credit_ledger where id > 5; drop sequence full_up');
  });

  test('F94 one that this user may not read or set is there, and ends nothing', async () => {
    await postgres.client.query(`create role looker; grant select on nobodys to looker; set role looker`);
    try {
      expect(await named(LEDGER)).toMatchObject({ next: null, writable: false, columns: [] });
      expect(await named('public.nobodys')).toMatchObject({ next: '1', writable: false });
    } finally {
      await postgres.client.query('reset role; drop owned by looker; drop role looker');
    }
  });

  test('F104 a column that the time does not suffice for is named', async () =>
    expect((await facts.sequences(() => -1)).find(({ sequence }) => sequence === LEDGER)).toMatchObject({
      next: '6',
      columns: [{ column: 'public.credit_ledger.id', unknown: 'the time limit was reached' }],
    }));

  test('F104 one that is locked, and the column of one, are named and end no other', async () => {
    const other = new Client({ connectionString: postgres.url });
    await other.connect();
    await postgres.client.query(`set lock_timeout = '50ms'`);
    await other.query(
      'begin; alter sequence nobodys rename to other; lock table credit_ledger in access exclusive mode',
    );
    const found = await facts.sequences();
    await other.end();
    await postgres.client.query('reset lock_timeout');
    expect(found).toEqual([
      expect.objectContaining({
        sequence: LEDGER,
        next: '6',
        columns: [expect.objectContaining({ unknown: expect.stringContaining('lock timeout') })],
      }),
      expect.objectContaining({
        sequence: 'public.nobodys',
        next: null,
        unknown: expect.stringContaining('lock timeout'),
      }),
      expect.objectContaining({ sequence: 'public."odd ""name_Id_seq"', next: '1' }),
    ]);
  });

  test('F67: are raised, upwards only', async () => {
    await facts.raise({ sequence: LEDGER, to: '1000' });
    expect(await named(LEDGER)).toMatchObject({ next: '1001' });
    await facts.raise({ sequence: LEDGER, to: '50' });
    expect(await named(LEDGER)).toMatchObject({ next: '1001' });
  });

  test('F67: one that is locked says why it is not raised, and ends no other', async () => {
    const other = new Client({ connectionString: postgres.url });
    await other.connect();
    await other.query(`begin; alter sequence ${LEDGER} cache 1`);
    await postgres.client.query(`set lock_timeout = '50ms'`);
    const said = await facts.raise({ sequence: LEDGER, to: '2000' });
    expect(await facts.raise({ sequence: 'public."odd ""name_Id_seq"', to: '5' })).toBeUndefined();
    await other.end();
    await postgres.client.query('reset lock_timeout');
    expect(said).toContain('lock timeout');
    expect(await facts.raise({ sequence: LEDGER, to: '2000' })).toBeUndefined();
    expect(await named(LEDGER)).toMatchObject({ next: '2001' });
  });

  test('F94 one that has handed out nothing yet goes on after its first', async () => {
    await facts.raise({ sequence: 'public.nobodys', to: '1' });
    expect(await named('public.nobodys')).toMatchObject({ next: '2' });
  });
});

describe('amcheck', () => {
  const indexes = (outOfTime = () => false) => checkIndexes(postgres.client, outOfTime);

  test('looks through the primary keys and leaves no extension behind', async () => {
    expect(await indexes()).toEqual({ checked: 8, total: 8, defects: [], notChecked: [], notAllowed: [] });
    const { rows } = await postgres.client.query(`select from pg_extension where extname = 'amcheck'`);
    expect(rows).toHaveLength(0);
  });

  test('says how far it came in its time', async () =>
    expect(await indexes(() => true)).toEqual({ checked: 0, total: 8, defects: [], notChecked: [], notAllowed: [] }));

  test('whoever may not make the extension has no amcheck', async () => {
    await postgres.client.query('create role reader; set role reader');
    try {
      expect(await indexes()).toEqual({ unavailable: expect.stringContaining('permission denied') });
    } finally {
      await postgres.client.query('reset role');
    }
  });

  test('F103 amcheck that an administrator made and this role may not use is not applicable, with the reason', async () => {
    await postgres.client.query('create extension amcheck; create role reader2; set role reader2');
    try {
      expect(judgeIndexes(await indexes())).toMatchObject({
        outcome: 'not applicable',
        observed: expect.stringContaining('permission denied for function bt_index_check'),
      });
    } finally {
      await postgres.client.query('reset role; drop extension amcheck; drop role reader2');
    }
  });

  test('F104 one index that cannot be looked through in time is named, and all others are checked', async () => {
    const { client } = postgres;
    const query = (text: string, values?: unknown[]) =>
      values?.[0] === 'courses_pkey' ? client.query('select 1 / 0') : client.query(text, values);
    const found = await checkIndexes({ query } as never, () => false);
    expect(found).toMatchObject({ checked: 7, total: 8, notChecked: ['courses_pkey: division by zero'] });
    expect(judgeIndexes(found)).toMatchObject({ outcome: 'passed', observed: expect.stringContaining('courses_pkey') });
  });

  test('F104 where each of them is locked, nothing is known of them', async () => {
    const other = new Client({ connectionString: postgres.url });
    await other.connect();
    await other.query(`
      begin;
      do $$ declare one regclass; begin
        for one in select indrelid from pg_index join pg_class on pg_class.oid = indrelid
                   where indisprimary and relnamespace::regnamespace::text in ('public', 'pegasus_backup') loop
          execute format('lock table %s', one);
        end loop;
      end $$`);
    await postgres.client.query(`set lock_timeout = '20ms'`);
    try {
      expect(judgeIndexes(await indexes())).toMatchObject({
        outcome: 'unknown',
        observed: expect.stringMatching(/^none of 8 was checked; .*lock timeout/),
      });
    } finally {
      await postgres.client.query('reset lock_timeout');
      await other.end();
    }
  });

  test('a broken index is named', async () => {
    await postgres.client.query(`
      create table broken (id text primary key);
      insert into broken select n::text from generate_series(1, 3000) n;
      -- It was built upwards, and now says that it goes downwards.
      update pg_index set indoption = '1' where indexrelid = 'broken_pkey'::regclass`);
    const found = await indexes();
    await postgres.client.query('drop table broken');
    expect(found).toMatchObject({ defects: [expect.stringContaining('broken_pkey')] });
  });
});
