import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Client } from 'pg';
import type { BothDatabases } from '../../../runtime/database/table-reading';
import { TwoDatabases } from './two-databases';

const both = new TwoDatabases();

beforeAll(() => both.start());
afterAll(() => both.stop());

/** A late row in each table that can be compared. */
beforeEach(async () => {
  await both.asAtTargetTime();
  await both.old.query(`
    drop table notes;
    insert into credit_ledger values (11, 1); insert into exports values ('late', 'x');
    insert into members values ('d', 1, 'x')`);
});

const LATE = { missing: 1, changed: 0, rewritten: 0 };
const others = (named: string) =>
  ['credit_ledger', 'exports', 'members']
    .filter((name) => name !== named)
    .map((name) => ({ table: `public.${name}`, ...LATE }));

async function named(table: string, reason: RegExp, given: Parameters<TwoDatabases['record']>[0] = {}) {
  const { summary, loss } = await both.record(given);
  expect(summary.notCompared).toEqual([{ table: `public.${table}`, reason: expect.stringMatching(reason) }]);
  expect(summary.tables).toEqual(expect.arrayContaining(others(table)));
  expect(loss).toMatchObject({ outcome: 'recorded', missing: 2, notCompared: 1 });
}

const pidOf = async (client: Client) =>
  (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid;

/** Something that happens while a table is read. */
const meanwhile = (table: string, happens: () => Promise<unknown>) => async (): Promise<BothDatabases> => {
  const session = await both.connect('old');
  const databases = await both.open(session);
  const old: BothDatabases['old'] = {
    tables: () => databases.old.tables(),
    slices: (of) => databases.old.slices(of),
    whole: (of, ats) => databases.old.whole(of, ats),
    answers: () => databases.old.answers(),
    old: async (of, where) => {
      if (of.table === table) await happens();
      return await databases.old.old(of, where);
    },
  };
  return { ...databases, old, close: () => session.end() };
};

describe('F104 in the data-loss ledger one table is named and all others are compared: it is', () => {
  test('locked', async () => {
    const migration = await both.connect('old');
    await migration.query('begin; lock table credit_ledger in access exclusive mode');
    await both.old.query(`set lock_timeout = '50ms'`);
    await named('credit_ledger', /lock timeout/);
    await migration.end();
  });

  test('locked in the restored database', async () => {
    const migration = await both.connect('restored');
    await migration.query('begin; lock table exports in access exclusive mode');
    await both.now.query(`set lock_timeout = '50ms'`);
    await named('exports', /lock timeout/);
    await migration.end();
  });

  test('one that this role may not read, in either database', async () => {
    for (const client of [both.old, both.now]) {
      await client.query(`
        do $$ begin create role reader; exception when duplicate_object then end $$;
        grant usage on schema public to reader; grant select on all tables in schema public to reader`);
    }
    await both.old.query('revoke select on exports from reader; set role reader');
    await named('exports', /permission denied .*GRANT SELECT ON public\.exports TO/);

    await both.old.query('rollback; reset role; grant select on exports to reader');
    await both.now.query('rollback; revoke select on members from reader; set role reader');
    await named('members', /permission denied/);
  });

  test('dropped meanwhile', async () => {
    const other = await both.connect('old');
    const open = meanwhile('public.credit_ledger', () => other.query('drop table if exists exports'));
    await named('exports', /does not exist/, { open });
    await other.end();
  });

  test('one that ends the connection', async () => {
    const other = await both.connect('old');
    const mine = [await pidOf(other), await pidOf(both.old)];
    const open = meanwhile('public.exports', () =>
      other.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'old' and pid <> all($1)`, [
        mine,
      ]),
    );
    await named('exports', /terminat|closed|connection/i, { open });
    await other.end();
  });

  test.each([
    ['moved to another schema', 'create schema archive; alter table exports set schema archive', 'archive.exports'],
    ['renamed', 'alter table exports rename to lost; create table public.exports (id int)', 'public.lost'],
  ])('one that was %s after the recovery point: it is not counted missing', async (_, moves, table) => {
    // As in a restore of the server's files.
    const kept = await both.old.query<{ oid: string }>(`select 'exports'::regclass::oid::text as oid`);
    await both.old.query(moves);
    const open = async (): Promise<BothDatabases> => {
      const databases = await both.open();
      const tables = async () =>
        (await databases.restored.tables()).map((of) =>
          of.name === 'public.exports' ? { ...of, oid: kept.rows[0]!.oid } : of,
        );
      return { ...databases, restored: Object.assign(Object.create(databases.restored), { tables }) };
    };
    const { summary, loss } = await both.record({ open });
    expect(summary.notCompared).toContainEqual({
      table,
      reason:
        'the restored database has it as public.exports: it was moved or renamed after the recovery point; compare the two by hand',
    });
    expect(summary.tables).toEqual(others('exports'));
    expect(loss).toMatchObject({ missing: 2 });
  });

  test('one that was moved, in a restored dump, which has other oids', async () => {
    await both.old.query('create schema archive; alter table exports set schema archive');
    const { summary } = await both.record();
    expect(summary.notCompared).toContainEqual({
      table: 'archive.exports',
      reason: expect.stringMatching(
        /^the restored database has public\.exports, which the old one no longer has: it may be the same/,
      ),
    });
  });

  test('not one that is new, although others are called like it: its rows are missing', async () => {
    await both.old.query(`
      create schema tenant; create table tenant.exports (id text primary key); insert into tenant.exports values ('a')`);
    const { summary } = await both.record();
    expect(summary.notCompared).toEqual([]);
    expect(summary.tables).toContainEqual({ table: 'tenant.exports', missing: 1, changed: 0, rewritten: 0 });
  });

  test('one of another key type, which its keys are no values of', async () => {
    await both.now.query(`
      drop table exports; create table exports (id uuid primary key, path text)`);
    await named('exports', /invalid input syntax for type uuid/);
  });
});

describe('rows that lie in another part of their table than they did are not lost:', () => {
  const PLAIN = 'create table events (id int primary key)';
  const PARTS = `create table events (id int primary key) partition by range (id);
    create table events_rest partition of events default`;
  const ROWS = 'insert into events select generate_series(1, 20)';

  test.each([
    [
      'a new partition took them over',
      PARTS,
      `alter table events detach partition events_rest;
       create table events_1 partition of events for values from (1) to (10);
       insert into events select id from events_rest where id < 10; delete from events_rest where id < 10;
       alter table events attach partition events_rest default; insert into events values (1000)`,
    ],
    [
      'the table was divided',
      PLAIN,
      `alter table events rename to whole; ${PARTS}; insert into events select id from whole; drop table whole;
       insert into events values (1000)`,
    ],
    [
      'the table is no longer divided',
      PARTS,
      `alter table events rename to parts; ${PLAIN}; insert into events select id from parts; drop table parts;
       insert into events values (1000)`,
    ],
    [
      'a partition was let go',
      PARTS,
      'alter table events detach partition events_rest; insert into events_rest values (1000)',
    ],
    [
      'a plain table became a partition',
      `${PARTS}; create table early (id int primary key); insert into early select generate_series(-9, 0)`,
      'alter table events attach partition early for values from (-9) to (1); insert into events values (1000)',
    ],
  ])('%s', async (_, before, since) => {
    for (const client of [both.old, both.now]) await client.query(`${before}; ${ROWS}`);
    await both.old.query(since);
    const { summary, loss } = await both.record();
    expect(summary.notCompared).toEqual([]);
    expect(loss).toMatchObject({ missing: 4, changed: 0 });
  });
});

describe('F104 a table that is larger than one statement, or one share of the time', () => {
  const large = (rows: number, options = '') =>
    Promise.all(
      [both.old, both.now].map((client) =>
        client.query(`
          drop table exports; create table exports (id int primary key, path text) ${options};
          insert into exports select n, 'x' from generate_series(1, ${rows}) n`),
      ),
    );

  test('is compared slice by slice, to its end', async () => {
    await large(100_000, 'with (fillfactor = 10)');
    await both.old.query(`update exports set path = 'late' where id in (1, 50000, 100000)`);
    let slices = 0;
    const counting = meanwhile('public.exports', async () => {
      slices++;
    });
    const { summary, lines } = await both.record({ open: counting });
    expect(slices).toBeGreaterThan(1);
    expect(summary.notCompared).toEqual([]);
    expect(summary.tables).toContainEqual({ table: 'public.exports', missing: 0, changed: 3, rewritten: 0 });
    expect(
      lines('public.exports')
        .map((line) => JSON.parse(line).row.id)
        .sort((a, b) => a - b),
    ).toEqual([1, 50_000, 100_000]);
  });

  test('counts a key once that occurs in two of its slices, exports both rows, and says so', async () => {
    await large(20_000, 'with (fillfactor = 10)');
    await both.old.query(`
      alter table exports drop constraint exports_pkey;
      insert into exports values (20001, 'early'); update exports set path = 'x' where id < 20000;
      insert into exports values (20001, 'late'), (20002, 'once')`);
    const open = async (): Promise<BothDatabases> => {
      const databases = await both.open();
      // The unique index that lets a key through twice.
      const old = Object.assign(Object.create(databases.old), {
        tables: async () =>
          (await databases.old.tables()).map((one) =>
            one.name === 'public.exports' ? { ...one, key: ['id'], keyTypes: ['integer'] } : one,
          ),
      });
      return { ...databases, old };
    };
    const { summary, lines } = await both.record({ open });
    expect(summary.tables).toContainEqual({ table: 'public.exports', missing: 2, changed: 0, rewritten: 0 });
    expect(
      lines('public.exports')
        .map((line) => JSON.parse(line).row.path)
        .sort(),
    ).toEqual(['early', 'late', 'once']);
    expect(summary.notCompared).toEqual([
      expect.objectContaining({
        table: 'public.exports',
        reason: 'rows with the key of another row: 1, exported and not counted again: reindex the table',
      }),
    ]);
  });

  test('says how far it came, and takes no time from the others', async () => {
    await large(11_520, 'with (fillfactor = 10)');
    await both.old.query(`update exports set path = 'late' where id = 1`);
    const rowsIn = async (pages: number) => {
      const counted = `select count(*)::int as rows from exports where ctid < '(${pages},0)'`;
      return (await both.old.query<{ rows: number }>(counted)).rows[0]!.rows;
    };
    let left = 60_000;
    const slow = meanwhile('public.exports', async () => {
      left -= 10_000;
    });
    const { summary, loss } = await both.record({ open: slow, timeLeft: () => left });
    // A share of 30 s, and what the others have left.
    const slices = 7;
    const looked = { rows: await rowsIn(slices * 64), about: expect.any(Number) };
    expect(summary.notCompared).toEqual([{ table: 'public.exports', reason: 'the time limit was reached', looked }]);
    expect(summary.notCompared[0]?.looked?.about).toBeGreaterThan(looked.rows);
    expect(summary.tables).toEqual(expect.arrayContaining(others('exports')));
    expect(loss).toMatchObject({ missing: 2, notCompared: 1 });
  });

  test('a row that is too large to be printed is counted and named', async () => {
    const tooLarge = { bytes: 40 * 1024 * 1024 };
    const open = async (): Promise<BothDatabases> => {
      const databases = await both.open();
      const rows: BothDatabases['old']['old'] = async (of, where) =>
        (await databases.old.old(of, where)).map((row) => (row.key[0] === 'late' ? { ...row, ...tooLarge } : row));
      return { ...databases, old: Object.assign(Object.create(databases.old), { old: rows }) };
    };
    const { summary, lines } = await both.record({ open });
    expect(summary.tables).toContainEqual({ table: 'public.exports', ...LATE });
    expect(summary.notCompared).toMatchObject([
      { table: 'public.exports', reason: expect.stringContaining('has 41943040 bytes') },
    ]);
    expect(lines('public.exports')).toEqual([]);
  });
});
