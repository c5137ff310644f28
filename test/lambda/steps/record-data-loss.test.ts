import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { recordOldUse } from '../../../lambda/steps/record-data-loss';
import { usedDatabase } from '../../../runtime/cut-over/database-address';
import { oldDatabase } from '../../../runtime/database/endpoints';
import { SourceSessions } from '../../../runtime/database/source-sessions';
import { SOURCE } from '../../domain/workflow/workflow-fixture';
import { restored } from './restored';
import { TwoDatabases } from './two-databases';

const both = new TwoDatabases();

beforeAll(() => both.start());
afterAll(() => both.stop());
beforeEach(() => both.asAtTargetTime());

const query = (text: string) => both.old.query(text);
const record = (...given: Parameters<TwoDatabases['record']>) => both.record(...given);

const nextTransaction = async () =>
  (await both.now.query<{ id: string }>('select pg_snapshot_xmax(pg_current_snapshot())::text as id')).rows[0]!.id;

test('F92 who still uses the old database is in the evidence: rows since the freeze, sessions by name', async () => {
  const { input } = restored();
  const left = new SourceSessions(both.old);
  const freeze = { frozenAt: 'then', priorMode: 'open' as const, generation: 4, rowsWritten: await left.written() };
  const cron = new Client({ connectionString: both.url('old'), application_name: 'cron' });
  await cron.connect();
  await cron.query("insert into exports values ('late', 'x')");
  await cron.query('select pg_stat_force_next_flush()');
  await cron.query('select 1');
  const use = await recordOldUse({ ...input, freeze }, left, both.evidence);
  await cron.end();
  expect(use).toMatchObject({
    since: 'then',
    sessions: [{ application: 'cron', count: 1 }],
    rows: { inserted: 1, updated: 0, deleted: 0 },
  });
  expect(both.evidence.json('runs/run-1/old-database.json')).toEqual(use);
});

test('F92 the old database is what the application used: the protected one, or what an earlier run had restored', async () => {
  const { plan } = restored().input;
  const freeze = { frozenAt: 'then', priorMode: 'open' as const, generation: 4 };
  const describe = async () => ({ ...SOURCE, host: 'source', port: 5432, resourceId: 'db-1', database: undefined });
  const used = { host: 'restored-1', port: 5433 };
  expect(await oldDatabase({ plan, freeze }, { describe })).toEqual({ host: 'source', port: 5432 });
  expect(await oldDatabase({ plan, freeze: { ...freeze, used } }, { describe })).toEqual(used);
  const sent = (to: object) => usedDatabase({ endpoint: async () => to }, describe);
  expect(
    await Promise.all([{}, { host: 'source', port: 5432, database: 'pegasus' }, { host: 'source' }].map(sent)),
  ).toEqual(Array(3).fill(undefined));
  expect(await sent({ ...used, database: 'pegasus' })).toEqual({ ...used, database: 'pegasus' });
  const server = async () => ({ host: 'one', port: 5432, database: 'pegasus' });
  const moved = { host: 'one', port: 5432, database: 'pegasus-restored' };
  expect(await usedDatabase({ endpoint: async () => moved }, server)).toEqual(moved);
});

describe('the data-loss ledger', () => {
  test('two equal databases have lost nothing', async () => {
    const { loss, summary } = await record();
    expect(loss).toMatchObject({ outcome: 'recorded', missing: 0, changed: 0, objects: 0 });
    expect(summary.tables).toHaveLength(3);
  });

  test('F119 nothing of a row is in the folder of the run, which has no expiry; the summary says where rows are, and until when', async () => {
    await query("insert into exports values ('marked-person', 'marked-path')");
    const { summary } = await record();
    const holding = [...both.evidence.texts].filter(([, { text }]) => text.includes('marked-')).map(([key]) => key);
    expect(holding).toEqual(['data-loss/run-1/public.exports/part-000000.jsonl']);
    expect(summary).toMatchObject({ folder: 's3://evidence/data-loss/run-1/', keptUntil: '2027-02-28' });
  });

  test('rows written after the target time are exported whole, in whatever order their keys sort', async () => {
    await query(`
      insert into exports values ('late', 'x'), ('ﬀ', 'y');
      update exports set path = 'changed' where id = '🙂';
      delete from exports where id = 'Z';
      update credit_ledger set amount = amount + 1 where id = 10;
      insert into members values ('c-1', 3, 'new')`);
    const { loss, lines } = await record();
    expect(loss).toMatchObject({ missing: 3, changed: 2 });
    expect(lines('public.exports').map((line) => JSON.parse(line))).toEqual([
      { change: 'missing', key: ['late'], row: { id: 'late', path: 'x' } },
      { change: 'missing', key: ['ﬀ'], row: { id: 'ﬀ', path: 'y' } },
      { change: 'changed', key: ['🙂'], row: { id: '🙂', path: 'changed' } },
    ]);
    expect(lines('public.members').map((line) => JSON.parse(line))).toEqual([
      { change: 'missing', key: ['c-1', '3'], row: { course: 'c-1', person: 3, role: 'new' } },
    ]);
    expect(lines('public.credit_ledger')).toEqual([
      '{"change":"changed","key":["10"],"row":{"id": 10, "amount": 90071992547409931234567891}}',
    ]);
  });

  test('the money comes first', async () =>
    expect((await record()).summary.tables.map(({ table }) => table)).toEqual([
      'public.credit_ledger',
      'public.exports',
      'public.members',
    ]));

  test('what the reopened application has written is no loss, and what it has changed is marked', async () => {
    const transaction = await nextTransaction();
    await both.now.query(`insert into exports values ('new', 'x'); update exports set path = 'new' where id = 'a'`);
    await query(`update exports set path = 'late' where id = 'é'`);
    const { summary, lines } = await record({ transaction });
    expect(summary.tables[1]).toEqual({ table: 'public.exports', missing: 0, changed: 2, rewritten: 1 });
    expect(lines('public.exports').map((line) => JSON.parse(line))).toMatchObject([
      { key: ['a'], rewritten: true },
      { key: ['é'], row: { path: 'late' } },
    ]);
    expect(lines('public.exports')[1]).not.toContain('rewritten');
  });

  test('tables without a primary key are named, those of the backup are left out', async () => {
    await query(`insert into notes values ('late'); insert into pegasus_backup.heartbeat values ('late')`);
    const { loss, summary } = await record();
    expect(summary.notCompared).toEqual([{ table: 'public.notes', reason: 'it has no primary key' }]);
    expect(loss).toMatchObject({ missing: 0, notCompared: 1 });
  });

  test('a table and a column that a later migration made', async () => {
    await query(`
      create table badges (id int primary key);
      insert into badges values (1);
      alter table exports add column size int default 7`);
    const { summary, lines } = await record();
    expect(summary.tables).toContainEqual({ table: 'public.badges', missing: 1, changed: 0, rewritten: 0 });
    expect(summary.tables).toContainEqual({ table: 'public.exports', missing: 0, changed: 0, rewritten: 0 });
    expect(lines('public.badges')).toHaveLength(1);
  });

  test('another primary key cannot be compared', async () => {
    await query('alter table exports drop constraint exports_pkey, add primary key (id, path)');
    expect((await record()).summary.notCompared).toContainEqual({
      table: 'public.exports',
      reason: 'the restored database has another primary key',
    });
  });

  test('when the time is over it says what was not reached', async () => {
    await query('truncate exports');
    const { summary } = await record({ timeLeft: () => -1 });
    expect(summary.notCompared.map(({ table }) => table)).toEqual([
      'public.notes',
      'public.credit_ledger',
      'public.exports',
      'public.members',
    ]);
  });
});

describe('objects', () => {
  const action = (key: string, kind: 'version' | 'marker') =>
    JSON.stringify({ action: 'mark', key, current: { versionId: `v of ${key}`, kind, size: 3, etag: '"e"' } });
  const actions = (attempt: number, ...lines: string[]) =>
    both.evidence.putText(`runs/run-1/attempt-${attempt}/actions/part-000000.jsonl`, lines.join('\n'));

  test('a version that was current is lost, a delete marker and the heartbeat are not', async () => {
    await actions(
      0,
      action('pegasus/late.md', 'version'),
      action('pegasus/deleted.md', 'marker'),
      action('pegasus/.pegasus-backup/heartbeat.json', 'version'),
      JSON.stringify({ action: 'copy', key: 'pegasus/never.md', current: null }),
    );
    const { loss, lines } = await record();
    expect(loss).toMatchObject({ objects: 1 });
    expect(lines('objects').map((line) => JSON.parse(line))).toEqual([
      { key: 'pegasus/late.md', versionId: 'v of pegasus/late.md', size: 3, etag: '"e"' },
    ]);
  });

  const state = (attempt: number, ...keys: string[]) =>
    both.evidence.putText(
      `runs/run-1/attempt-${attempt}/state/part-000000.jsonl`,
      keys.map((key) => JSON.stringify({ key, versionId: `v of ${key}` })).join('\n'),
    );

  test('an earlier attempt saw what the last one no longer sees, but for what that one has brought back', async () => {
    await actions(0, action('pegasus/late.md', 'version'));
    await actions(1, action('pegasus/half.md', 'version'));
    await actions(2, action('pegasus/late.md', 'marker'), action('pegasus/later.md', 'version'));
    await state(2, 'pegasus/half.md');
    expect((await record({ attempt: 2 })).lines('objects').map((line) => JSON.parse(line).key)).toEqual([
      'pegasus/later.md',
      'pegasus/late.md',
    ]);
  });

  test.each<[string, string[], string[], string[]]>([
    ['was marked again is lost', [action('pegasus/late.md', 'version')], [], ['pegasus/late.md']],
    ['is left with the marker of before is lost', [action('pegasus/other.md', 'marker')], [], ['pegasus/late.md']],
    ['has one is back', [action('pegasus/other.md', 'marker')], ['pegasus/late.md'], []],
  ])('F88 a key that waited for its row, which the state lists, and %s', async (_, again, referenced, expected) => {
    await actions(0, action('pegasus/late.md', 'version'));
    await actions(1, ...again);
    const put = (folder: string, line: object) =>
      both.evidence.putText(`runs/run-1/attempt-1/${folder}/part-000000.jsonl`, JSON.stringify(line));
    await put('state', { key: 'pegasus/late.md', versionId: 'v of pegasus/late.md', ambiguous: true });
    for (const key of referenced) await put('referenced', { key });
    const { loss, lines } = await record({ attempt: 1 });
    expect(loss).toMatchObject({ objects: expected.length });
    if (expected.length > 0) expect(lines('objects').map((line) => JSON.parse(line).key)).toEqual(expected);
  });

  test('a key that could not be restored and was left as it is has lost nothing, in whichever attempt it was seen', async () => {
    const left = (attempt: number, ...keys: string[]) =>
      both.evidence.putJson(`runs/run-1/attempt-${attempt}/results/part-000000.json`, {
        part: 'part-000000',
        failed: keys.map((key) => ({ key, error: 'AccessDenied' })),
      });
    await actions(0, action('pegasus/left.md', 'version'), action('pegasus/covered.md', 'version'));
    await left(0, 'pegasus/left.md');
    await actions(
      1,
      ...['pegasus/left.md', 'pegasus/new.md', 'pegasus/late.md'].map((key) => action(key, 'version')),
      action('pegasus/covered.md', 'marker').replace('v of', 'marker of'),
    );
    await left(1, 'pegasus/left.md', 'pegasus/new.md', 'pegasus/covered.md');
    expect((await record({ attempt: 1, marks: 4 })).lines('objects').map((line) => JSON.parse(line).key)).toEqual([
      'pegasus/late.md',
      'pegasus/covered.md',
    ]);
  });

  test('what is lost is unknown where actions of the plan are gone; rows are recorded all the same', async () => {
    await query(`insert into exports values ('late', 'x')`);
    const { loss, summary, lines } = await record({ marks: 2 });
    expect(loss).toEqual({
      outcome: 'unknown',
      cause:
        '2 actions were planned, and 0 are in runs/run-1/attempt-0/actions/: which objects are lost is not known. ' +
        'Rows that are lost are in s3://evidence/data-loss/run-1/.',
    });
    expect([summary, lines('public.exports').length]).toEqual([undefined, 1]);
  });

  test('F19 so did a run that ended in the same freeze', async () => {
    const key = 'runs/run-0/attempt-0/actions/part-000000.jsonl';
    await both.evidence.putText(key, action('pegasus/covered-by-run-0.md', 'version'));
    await actions(0, action('pegasus/later.md', 'version'));
    const names = async (continues: string[]) =>
      (await record({ continues })).lines('objects').map((line) => JSON.parse(line).key);
    expect(await names([])).toEqual(['pegasus/later.md']);
    expect(await names(['run-0'])).toEqual(['pegasus/later.md', 'pegasus/covered-by-run-0.md']);
  });
});
