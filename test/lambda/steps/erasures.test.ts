import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Client } from 'pg';
import type { Workflow } from '../../../domain/workflow/workflow';
import { type DeclaredErasures, listErasures } from '../../../lambda/steps/list-erasures';
import { type RepeatErasuresInput, repeatErasures } from '../../../lambda/steps/repeat-erasures';
import { countThere } from '../../../runtime/database/erased-rows';
import { TableRows } from '../../../runtime/database/table-rows';
import { type ErasureAnswer, ErasureFunction, type ErasureOrder } from '../../../runtime/execution/erasure-function';
import { restored } from './restored';
import { TwoDatabases } from './two-databases';

const both = new TwoDatabases();

beforeAll(() => both.start());
afterAll(() => both.stop());
beforeEach(async () => {
  await both.asAtTargetTime();
  await both.old.query(`
    create table erasure_log (id int, subject text, at timestamptz);
    insert into erasure_log values (1, 'before', '2026-11-01'), (2, 'pending', null), (3, 'after', '2026-11-23 04:30Z')`);
});

/** What an incident has deleted stands beside what was erased: both are gone from the old database. */
const ERASED = `delete from members where person = 2 or course = 'c'; delete from exports where id = 'é'`;

const list = (declared: DeclaredErasures, more: Partial<Workflow> = {}, openOld?: () => Promise<Client>) =>
  listErasures(
    { ...restored().input, ...more },
    {
      declared,
      evidence: both.evidence,
      openOld: openOld ?? (() => both.connect('old')),
      openRestored: () => both.connect('restored'),
      timeLeft: () => 60_000,
    },
  );

const lines = (attempt = 0) =>
  both.evidence
    .linesOf(`data-loss/run-1/erasures/attempt-${attempt}/part-000000.jsonl`)
    .map((line) => JSON.parse(line));

describe('F119 ListErasures', () => {
  test('lists by table and primary key what was deleted after the target time; counts only travel', async () => {
    await both.old.query(ERASED);
    const found = await list({ tables: ['members', 'public.exports'] });
    expect(found).toMatchObject({ outcome: 'listed', database: 'pegasus-restored', expected: 3, notListed: [] });
    expect(JSON.stringify(found)).not.toMatch(/c-1|é/);
    expect(lines()).toEqual([
      { table: 'public.exports', subject: { id: 'é' } },
      { table: 'public.members', subject: { course: 'c-1', person: '2' } },
      { table: 'public.members', subject: { course: 'c', person: '3' } },
    ]);
  });

  test('no row that is in both, and none that is only in the old database, is one', async () => {
    await both.old.query(
      `insert into exports values ('late', 'x'); update exports set path = 'changed' where id = 'a'`,
    );
    expect(await list({ tables: ['exports'] })).toMatchObject({ outcome: 'listed', expected: 0 });
    expect(lines()).toEqual([]);
  });

  test('takes from the log of the application those that were carried out since', async () => {
    const found = await list({ tables: [], log: { table: 'erasure_log', subject: 'subject', at: 'at' } });
    expect(found).toMatchObject({ outcome: 'listed', expected: 1, notListed: [] });
    expect(lines()).toEqual([{ table: 'erasure_log', logged: true, subject: { subject: 'after' } }]);
  });

  test.each<[string, DeclaredErasures, object]>([
    ['a table that is misspelt', { tables: ['membres'] }, { table: 'membres', reason: 'neither database has it' }],
    ['a table without a key', { tables: ['notes'] }, { table: 'public.notes', reason: 'it has no primary key' }],
    [
      'a log without the column',
      { tables: [], log: { table: 'erasure_log', subject: 'who', at: 'at' } },
      { table: 'erasure_log', reason: 'it has no column who of a type of Postgres' },
    ],
  ])('names %s, which is never taken for one without erasures', async (_, declared, notListed) =>
    expect(await list(declared)).toMatchObject({ outcome: 'listed', expected: 0, notListed: [notListed] }),
  );

  test('an old database that cannot be asked is unknown', async () => {
    const gone = () => Promise.reject(new Error('The old database pegasus is no longer there.'));
    expect(await list({ tables: ['members'] }, {}, gone)).toEqual({
      outcome: 'unknown',
      cause: 'the old database could not be asked: The old database pegasus is no longer there',
    });
  });

  test('what a first attempt has listed stays: it may have erased some of it, and their objects come back', async () => {
    await both.old.query(ERASED);
    const erasures = await list({ tables: ['members'] });
    await both.now.query('delete from members where person = 2');
    expect(await list({ tables: ['members'] }, { attempt: 1, erasures })).toEqual(erasures);
    const { database } = restored().input;
    const other = { attempt: 1, erasures, database: { ...database, identifier: 'another-candidate' } };
    expect(await list({ tables: ['members'] }, other)).toMatchObject({ expected: 1, database: 'another-candidate' });
  });
});

/** The user's function. */
type Erase = (order: ErasureOrder) => Promise<ErasureAnswer>;

const deletesRows: Erase = async ({ table, subjects }) => {
  for (const subject of subjects) {
    const columns = Object.keys(subject);
    const where = columns.map((column, n) => `${column}::text = $${n + 1}`).join(' and ');
    await both.now.query(`delete from ${table} where ${where}`, Object.values(subject));
  }
  return { erased: subjects.length, kept: 0 };
};

const orders: ErasureOrder[] = [];

async function repeat(erase: Erase, more: Partial<RepeatErasuresInput> = {}, timeLeft = () => 60_000) {
  orders.length = 0;
  return await repeatErasures(
    { ...restored().input, ...more },
    {
      evidence: both.evidence,
      erasures: {
        erase: async (order) => {
          orders.push(order);
          return await erase(order);
        },
      },
      secretArn: 'arn:secret',
      countThere: async (rows) => {
        const client = await both.connect('restored');
        try {
          return await countThere(rows, await TableRows.begin(client));
        } finally {
          await client.end();
        }
      },
      timeLeft,
    },
  );
}

describe('F119 RepeatErasures', () => {
  const listed = async (tables: string[]) => {
    await both.old.query(ERASED);
    return await list({ tables });
  };

  test('has them erased again in the restored database, table by table, and counts that they are gone', async () => {
    const erasures = await listed(['members', 'exports']);
    expect(await repeat(deletesRows, { erasures })).toEqual({ outcome: 'repeated', expected: 3, erased: 3, kept: 0 });
    expect(orders).toMatchObject([
      { runId: 'run-1', table: 'public.exports', subjects: [{ id: 'é' }] },
      { table: 'public.members', subjects: [{ person: '2' }, { person: '3' }] },
    ]);
    expect(orders[0]!.database).toEqual({ host: '127.0.0.1', port: 5432, name: 'pegasus', secretArn: 'arn:secret' });
    expect((await both.now.query('select person from members order by 1')).rows).toEqual([{ person: 10 }]);
  });

  test('what the incident has deleted is kept by the function, and must still be there', async () => {
    const erasures = await listed(['members']);
    const onlyRequested: Erase = async (order) => {
      const subjects = order.subjects.filter(({ person }) => person === '2');
      await deletesRows({ ...order, subjects });
      return { erased: subjects.length, kept: order.subjects.length - subjects.length };
    };
    expect(await repeat(onlyRequested, { erasures })).toMatchObject({ expected: 2, erased: 1, kept: 1 });
  });

  test.each<[string, Erase, RegExp]>([
    [
      'says so and does nothing',
      async ({ subjects }) => ({ erased: subjects.length, kept: 0 }),
      /answered 2 erased and 0 kept of public\.members, and the restored database has 2 of these 2 rows/,
    ],
    ['leaves one away', async () => ({ erased: 1, kept: 0 }), /was given 2 of public\.members and answered 1 erased/],
    [
      'fails',
      async () => {
        throw new Error('arn:erase failed: its log says why');
      },
      /0 of 2 were done, then arn:erase failed: its log says why/,
    ],
  ])('a function that %s is held, and the cause names no one', async (_, erase, cause) => {
    const erasures = await listed(['members']);
    const failure = await repeat(erase, { erasures }).catch((error: Error) => error);
    expect(failure).toMatchObject({ name: 'ErasuresNotRepeated', message: expect.stringMatching(cause) });
    expect((failure as Error).message).toContain('s3://evidence/data-loss/run-1/erasures/attempt-0/');
    expect((failure as Error).message).not.toContain('c-1');
  });

  test.each<[string, RepeatErasuresInput['erasures'], RegExp]>([
    [
      'could not be listed',
      { outcome: 'unknown', cause: 'it is gone' },
      /after the target time is not known: it is gone/,
    ],
    ['was never listed', undefined, /it was not listed/],
  ])('who %s is not taken for no one', async (_, erasures, cause) => {
    await expect(repeat(deletesRows, { erasures })).rejects.toThrow(cause);
    expect(orders).toEqual([]);
  });

  test('what could not be looked at is held after the others were erased', async () => {
    const erasures = await listed(['members', 'notes']);
    await expect(repeat(deletesRows, { erasures })).rejects.toThrow(
      '2 were done again, and it is not known who else was erased: public.notes (it has no primary key).',
    );
    expect(orders).toHaveLength(1);
  });

  test('so many that an incident must have deleted them are not given to the function', async () => {
    const erasures = { ...(await listed(['members'])), expected: 10_001 } as RepeatErasuresInput['erasures'];
    await expect(repeat(deletesRows, { erasures })).rejects.toThrow(/what an incident has deleted is no erasure/);
    expect(orders).toEqual([]);
  });

  test('what there was no time for is not given to the function, and counts as not done', async () => {
    const erasures = await listed(['members', 'exports']);
    const left = [60_000, -1];
    await expect(repeat(deletesRows, { erasures }, () => left.shift()!)).rejects.toThrow(
      /^Erasures were not done again: 1 of 3 were done when the time was over/,
    );
    expect(orders).toHaveLength(1);
  });

  test('a list that was changed since erases no one', async () => {
    const erasures = await listed(['members']);
    const key = 'data-loss/run-1/erasures/attempt-0/part-000000.jsonl';
    const more = `${JSON.stringify({ table: 'public.exports', subject: { id: 'a' } })}\n`;
    await both.evidence.putText(key, both.evidence.texts.get(key)!.text + more);
    await expect(repeat(deletesRows, { erasures })).rejects.toMatchObject({ name: 'EvidenceUnusable' });
    expect(orders).toEqual([]);
  });

  test('an operator who has erased by hand opens traffic without', async () => {
    const erasures = await listed(['members']);
    const failure = { step: 'RepeatErasures' as const, error: 'ErasuresNotRepeated', cause: '' };
    const diagnosis = { action: 'accept' as const, reason: '', attempt: 0, candidate: 0, attempts: [] };
    const accepted = { outcome: 'accepted', expected: 2, erased: 0, kept: 0 };
    expect(await repeat(deletesRows, { erasures, failure, diagnosis })).toEqual(accepted);
    expect(orders).toEqual([]);
    const ofTheChecks = { ...failure, step: 'RunChecks' as const };
    expect(await repeat(deletesRows, { erasures, failure: ofTheChecks, diagnosis })).toMatchObject({ erased: 2 });
  });

  test.each([
    [0, 'repeated'],
    [3, 'no row of the database, which stays, refers to 3 of them'],
  ])('where only the objects go back, and no row refers to %d of them', async (orphaned, outcome) => {
    const { plan, proof } = restored().input;
    const input = { plan: { ...plan, scope: 'objects' as const }, proof: { ...proof, orphaned } };
    const erasures = await list({ tables: ['members'] }, { plan: input.plan });
    expect(erasures).toMatchObject({ expected: 0 });
    const done = repeat(deletesRows, { ...input, erasures });
    expect(
      await done.then(
        ({ outcome: said }) => said,
        (error: Error) => error.message,
      ),
    ).toContain(outcome);
  });
});

describe('F119 the function of the application names no one in a cause:', () => {
  const order: ErasureOrder = {
    runId: 'run-1',
    database: { host: 'h', port: 5432, name: 'pegasus', secretArn: 'arn:secret' },
    table: 'public.members',
    subjects: [{ person: '2' }],
  };
  const answering = (text: string, FunctionError?: string) =>
    new ErasureFunction(
      { send: async () => ({ FunctionError, Payload: { transformToString: () => text } }) } as never,
      'arn:erase',
    ).erase(order);

  test('what it answers is added up', async () =>
    expect(await answering('{"erased": 1}')).toEqual({ erased: 1, kept: 0 }));

  test.each([
    ['fails', '{"errorMessage": "ada is not there"}', 'Unhandled', 'arn:erase failed: its log says why'],
    ['answers no JSON', 'ada is not there', undefined, 'arn:erase did not answer {"erased": n, "kept": n}'],
    ['answers another form', '{"erased": "ada"}', undefined, 'arn:erase did not answer {"erased": n, "kept": n}'],
    ['answers less than none', '{"erased": -1}', undefined, 'arn:erase did not answer {"erased": n, "kept": n}'],
    ['answers nothing', '', undefined, 'arn:erase did not answer {"erased": n, "kept": n}'],
  ])('one that %s', async (_, text, failed, says) => {
    const failure = await answering(text, failed).catch((error: Error) => error);
    expect((failure as Error).message).toContain(says);
    expect((failure as Error).message).not.toContain('ada');
  });
});
