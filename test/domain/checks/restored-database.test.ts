import { describe, expect, test } from '@jest/globals';
import { foreignKeys } from '../../../domain/checks/foreign-keys';
import { indexes } from '../../../domain/checks/indexes';
import { migrationHead } from '../../../domain/checks/migration-head';
import { rowsAgainstManifest } from '../../../domain/checks/rows-against-manifest';
import { type SequencesDone, sequences } from '../../../domain/checks/sequences';
import { WAIVABLE, waivable, waive } from '../../../domain/checks/waiver';
import { warmUp } from '../../../domain/checks/warm-up';
import type { SequenceFacts } from '../../../domain/database/sequences';

describe('rows against the manifest', () => {
  const at = (hour: string) => `2026-11-23T${hour}:00:00.000Z`;
  const table = (rows: number, newest: string | null = at('03'), name = 'public.lectures') => ({ name, rows, newest });
  const judge = (before: ReturnType<typeof table>[], now: ReturnType<typeof table>[]) =>
    rowsAgainstManifest({ takenAt: '2026-11-23T03:00:00Z', tables: before }, { tables: now });

  test('more, fewer or as many rows are the work of a day', () => {
    for (const rows of [60, 100, 200]) expect(judge([table(100)], [table(rows)])).toMatchObject({ outcome: 'passed' });
  });

  test.each([
    [99, 100, 50, 'passed'],
    [100, 100, 50, 'passed'],
    [100, 100, 49, 'failed'],
    [99, 99, 1, 'passed'],
    [1, 1, 0, 'failed'],
  ])('%#: of %d (%d) rows %d are left: %s', (_few, before, now, outcome) =>
    expect(judge([table(before)], [table(now)])).toMatchObject({ outcome }),
  );

  test('a table that is missing is named', () =>
    expect(judge([table(1), table(3, null, 'public.users')], [table(1)])).toMatchObject({
      outcome: 'failed',
      observed: 'public.users is missing (3 rows)',
    }));

  test('F85 a table that could not be counted, then or now, is named and fails them', () => {
    const reason = 'permission denied for table users: GRANT SELECT ON public.users TO reader';
    const users = { name: 'public.users', reason };
    const takenAt = '2026-11-23T03:00:00Z';
    const failed = { outcome: 'failed', observed: `public.users could not be counted: ${reason}` };
    const both = [table(1), table(3, null, 'public.users')];
    expect(rowsAgainstManifest({ takenAt, tables: both }, { tables: [table(1)], notCounted: [users] })).toMatchObject(
      failed,
    );
    expect(rowsAgainstManifest({ takenAt, tables: [table(1)], notCounted: [users] }, { tables: both })).toMatchObject(
      failed,
    );
    expect(rowsAgainstManifest({ takenAt, tables: both, notCounted: [] }, { tables: both })).toMatchObject({
      outcome: 'passed',
    });
  });

  test('F104 a table too large to be counted in time is judged by what was counted, and unknown where that is too little', () => {
    const takenAt = '2026-11-23T03:00:00Z';
    const late = (least: number) => ({ name: 'public.lectures', reason: 'the time limit was reached', least });
    const now = (least: number, rows = 3) =>
      rowsAgainstManifest(
        { takenAt, tables: [table(1_000), table(3, at('03'), 'public.users')] },
        { tables: [table(rows, at('03'), 'public.users')], notCounted: [late(least)] },
      );
    expect(now(500)).toMatchObject({
      outcome: 'passed',
      observed: expect.stringContaining('public.lectures could not'),
    });
    expect(now(499)).toMatchObject({ outcome: 'unknown' });
    expect(now(500, 0)).toMatchObject({ outcome: 'failed', observed: 'public.users is empty (3 rows)' });
    const then = (rows: number) =>
      rowsAgainstManifest({ takenAt, tables: [], notCounted: [late(1_000)] }, { tables: [table(rows)] });
    expect(then(500)).toMatchObject({ outcome: 'passed' });
    expect(then(499)).toMatchObject({ outcome: 'failed' });
  });

  describe('F65 a table that was moved or renamed since', () => {
    const is = (id: string, rows: number, name: string) => ({ ...table(rows, at('03'), name), id: `7/5/${id}` });

    test('is compared with its own count, whatever has its name now', () => {
      const before = [is('1', 100, 'public.lectures')];
      expect(judge(before, [is('1', 90, 'archive.lectures')])).toMatchObject({
        outcome: 'passed',
        observed: expect.stringContaining('moved since: public.lectures (now archive.lectures)'),
      });
      expect(judge(before, [is('1', 40, 'archive.lectures'), is('9', 100, 'public.lectures')])).toMatchObject({
        outcome: 'failed',
        observed: 'public.lectures (now archive.lectures) has 40 of 100 rows',
      });
    });

    test('is not taken for another that had its name', () =>
      expect(judge([is('1', 100, 'public.a'), is('2', 100, 'public.b')], [is('1', 100, 'public.b')])).toMatchObject({
        outcome: 'failed',
        observed: 'public.b is missing (100 rows)',
      }));

    test('and one that was made anew under its name is compared by its name', () => {
      expect(judge([is('1', 100, 'public.a')], [is('9', 100, 'public.a')])).toMatchObject({ outcome: 'passed' });
      expect(judge([is('1', 100, 'public.a')], [is('9', 9, 'public.a')])).toMatchObject({ outcome: 'failed' });
    });

    test('is missing where nothing says that it is the same: in a dump, and for a manifest of an earlier version', () => {
      const [before, now] = [table(9, null, 'public.a'), table(9, null, 'archive.a')];
      expect(judge([before], [now])).toMatchObject({ observed: 'public.a is missing (9 rows)' });
      expect(
        judge([{ ...before, id: '7/5/1' } as typeof before], [{ ...now, id: '7/6/1' } as typeof now]),
      ).toMatchObject({
        observed: 'public.a is missing (9 rows)',
      });
      expect(judge([before], [{ ...before, newest: at('03'), id: '7/6/1' } as typeof before])).toMatchObject({
        outcome: 'passed',
      });
    });

    test('F104 is judged by what was counted of it in time', () => {
      const late = { name: 'archive.lectures', id: '7/5/1', reason: 'the time limit was reached', least: 60 };
      const then = {
        takenAt: '2026-11-23T03:00:00Z',
        tables: [is('1', 100, 'public.lectures'), table(3, at('03'), 'public.users')],
      };
      const users = [table(3, at('03'), 'public.users')];
      expect(rowsAgainstManifest(then, { tables: users, notCounted: [late] }).outcome).toBe('passed');
      expect(rowsAgainstManifest(then, { tables: users, notCounted: [{ ...late, least: 40 }] }).outcome).toBe(
        'unknown',
      );
    });
  });

  test('F65: an empty database fails, table by table and by its newest row', () =>
    expect(judge([table(4)], [table(0, null)])).toMatchObject({
      outcome: 'failed',
      observed: `public.lectures is empty (4 rows); the newest row is of nothing, in the manifest of ${at('03')}`,
    }));

  test('a database older than its manifest fails by one millisecond, not by none', () => {
    expect(judge([table(4)], [table(4, '2026-11-23T02:59:59.999Z')])).toMatchObject({ outcome: 'failed' });
    expect(judge([table(4)], [table(4)])).toMatchObject({ outcome: 'passed' });
  });

  test('without a manifest, or with one of an empty database, nothing is passed', () => {
    expect(rowsAgainstManifest(undefined, { tables: [] })).toMatchObject({ outcome: 'not applicable' });
    expect(judge([table(0, null)], [table(4)])).toMatchObject({ outcome: 'not applicable' });
    expect(judge([], [table(4)])).toMatchObject({ outcome: 'not applicable' });
  });
});

describe('F66: migration head', () => {
  const expected = { head: '0003.sql', according: 'the old database' };

  test.each([
    ['the same', '0003.sql', 'passed'],
    ['older than the application', '0002.sql', 'failed'],
    ['newer than the application', '0004.sql', 'failed'],
    ['missing', null, 'failed'],
  ])('%s', (_what, found, outcome) => expect(migrationHead(found, expected)).toMatchObject({ outcome }));

  test('says who expects what, and what to do', () =>
    expect(migrationHead('0002.sql', expected).observed).toMatch(
      /0002\.sql instead of 0003\.sql, according to the old database: deploy the release/,
    ));

  test('is not applicable when nobody knows', () => {
    expect(migrationHead('0002.sql', undefined)).toMatchObject({ outcome: 'not applicable' });
    expect(migrationHead(null, undefined)).toMatchObject({ outcome: 'not applicable' });
  });
});

describe('sequences', () => {
  const facts = (next: string, nearest: string | null, more: Partial<SequenceFacts> = {}): SequenceFacts => ({
    sequence: 's',
    next,
    increment: '1',
    maximum: '99',
    cycles: false,
    writable: true,
    columns: [{ column: 't.id', largest: nearest ?? '7', nearest }],
    ...more,
  });
  const seen = { column: 't.id', largest: null, nearest: null };
  const done = (wrongBefore: string[] | undefined = [], to?: string): SequencesDone => ({
    raises: to === undefined ? [] : [{ sequence: 's', to }],
    wrongBefore: wrongBefore && new Set(wrongBefore),
  });

  test.each<[string, SequenceFacts, SequencesDone, string, string | RegExp]>([
    ['above its ids', facts('9', null), done(), 'passed', '1 sequence above its ids'],
    ['raised, and said', facts('9', null), done([], '8'), 'passed', /; raised: s to 8$/],
    ['behind its ids', facts('7', '7'), done(), 'failed', 's hands out 7, t.id goes up to 7'],
    [
      'F94 behind, as in the source',
      facts('3', '99'),
      done(['s']),
      'passed',
      /left as they were: s \(t.id goes up to 99\)/,
    ],
    [
      'F94 behind a far id, of a source not known',
      facts('3', '99'),
      { raises: [], wrongBefore: undefined },
      'passed',
      /left/,
    ],
    [
      'about to collide, of a source not known',
      facts('3', '3'),
      { raises: [], wrongBefore: undefined },
      'failed',
      /hands out 3/,
    ],
    [
      'F94 owned by no column: there is nothing to compare it with',
      facts('3', null, { columns: [] }),
      done(),
      'not applicable',
      'no ids to compare a sequence with: 1 sequence that no column takes its ids from',
    ],
    [
      'F94 counting down: nothing is compared',
      facts('3', '7', { increment: '-1' }),
      done(),
      'not applicable',
      /s \(it counts down\)/,
    ],
    [
      'lowered again after it was raised',
      facts('9', null),
      done([], '20'),
      'failed',
      's was to go on after 20 and hands out 9',
    ],
    [
      'gone after it was raised',
      facts('9', null, { sequence: 'o' }),
      done([], '8'),
      'failed',
      's was to go on after 8 and is gone',
    ],
    [
      'whose column could not be looked at',
      facts('9', null, { columns: [{ column: 't.id', largest: null, nearest: null, unknown: 'timeout' }] }),
      done(),
      'unknown',
      't.id: timeout',
    ],
    [
      'F94 whose ids are no numbers',
      facts('9', null, { columns: [{ ...seen, unknown: 'its type is text', unlike: true }] }),
      done(),
      'not applicable',
      'no ids to compare a sequence with: 1 sequence not looked at; columns not looked at: t.id (its type is text)',
    ],
    [
      'F94 of which one column has ids that are no numbers',
      facts('9', null, {
        columns: [
          { ...seen, largest: '7' },
          { ...seen, column: 'u.id', unknown: 'its type is text', unlike: true },
        ],
      }),
      done(),
      'passed',
      '1 sequence above its ids; columns not looked at: u.id (its type is text)',
    ],
    [
      'F104 one that could not be looked at, raised or not, is unknown',
      { ...facts('9', null), next: null, columns: [], unknown: 'lock timeout' },
      done([], '20'),
      'unknown',
      's: lock timeout',
    ],
  ])('%s', (_what, found, how, outcome, observed) =>
    expect(sequences([found], how)).toMatchObject({
      outcome,
      observed: typeof observed === 'string' ? observed : expect.stringMatching(observed),
    }),
  );

  test('of which none may be read are not applicable, and the reason is said', () =>
    expect(
      sequences(
        [facts('9', null, { columns: [] }), facts('9', null)].map((one) => ({ ...one, next: null })),
        done(),
      ),
    ).toMatchObject({
      outcome: 'not applicable',
      observed: 'none of 2 sequences could be looked at: s (this user may not read it), s (this user may not read it)',
    }));

  test('none are none', () => expect(sequences([], done())).toMatchObject({ outcome: 'not applicable' }));

  test('F94 one with ids and one without: only the first is said to be above them', () =>
    expect(sequences([facts('9', null), facts('3', null, { columns: [] })], done())).toMatchObject({
      outcome: 'passed',
      observed: '1 sequence above its ids; 1 sequence that no column takes its ids from',
    }));

  test('F94 without ids, but raised: that it is so still is looked at', () =>
    expect(sequences([facts('9', null, { columns: [] })], done([], '8'))).toMatchObject({
      outcome: 'passed',
      observed: 'raised: s to 8; 1 sequence that no column takes its ids from',
    }));
});

describe('foreign keys', () => {
  const key = (enforced: boolean, name = 'public.a.b') => ({ name, enforced });
  const orphan = { table: 'lectures', column: 'course_id', refersTo: 'courses', orphans: 2 };

  test('one that was enforced and is not fails, and one that is gone', () => {
    expect(foreignKeys([key(false)], [key(true)], [])).toMatchObject({ outcome: 'failed' });
    expect(foreignKeys([], [key(true)], [])).toMatchObject({ observed: 'public.a.b is no longer enforced' });
  });

  test('what was not enforced before is said, and so are orphans', () =>
    expect(
      foreignKeys([key(false), key(true, 'public.c.d')], [key(false), key(true, 'public.c.d')], [orphan]),
    ).toMatchObject({
      outcome: 'passed',
      observed: '1 foreign key enforced; not enforced: public.a.b; 2 rows of lectures.course_id without courses',
    }));

  test('of a table that was moved since is the same; one of its old name is another', () => {
    const of = (id: string, name: string, enforced = true) => ({ name, id: `7/5/${id}`, enforced });
    const before = [of('1', 'public.a.b')];
    expect(foreignKeys([of('1', 'archive.a.b')], before, [])).toMatchObject({ outcome: 'passed' });
    expect(foreignKeys([of('1', 'archive.a.b', false), of('9', 'public.a.b')], before, [])).toMatchObject({
      outcome: 'failed',
      observed: 'public.a.b (now archive.a.b) is no longer enforced',
    });
  });

  test('F104 a relation that could not be looked at is unknown, a key that is no longer enforced fails', () => {
    const unseen = { ...orphan, unknown: 'the time limit was reached' };
    expect(foreignKeys([key(true)], [key(true)], [unseen])).toMatchObject({
      outcome: 'unknown',
      observed: 'lectures.course_id: the time limit was reached',
    });
    expect(foreignKeys([key(false)], [key(true)], [unseen])).toMatchObject({ outcome: 'failed' });
  });

  test.each([[undefined], [[]], [[key(false)]]])('nothing to look at is not applicable: %j before', (before) => {
    expect(foreignKeys([], before, [])).toMatchObject({ outcome: 'not applicable' });
    expect(foreignKeys([key(false)], before, [])).toMatchObject({
      outcome: 'not applicable',
      observed: expect.stringMatching(/; 0 foreign keys enforced; not enforced: public.a.b$/),
    });
  });

  test('without a manifest there is nothing to compare with, and that is said', () =>
    expect(foreignKeys([key(true)], undefined, [])).toMatchObject({
      outcome: 'not applicable',
      observed: 'no manifest says which were enforced; 1 foreign key enforced',
    }));
});

describe('indexes', () => {
  test.each([
    ['whole', { checked: 2, total: 2, defects: [] }, 'passed'],
    ['broken', { checked: 2, total: 2, defects: ['a_pkey: item order invariant violated'] }, 'failed'],
    ['no amcheck', { unavailable: 'permission denied' }, 'not applicable'],
    ['no primary key', { checked: 0, total: 0, defects: [] }, 'not applicable'],
    ['F104 none in time', { checked: 0, total: 3, defects: [], notChecked: ['a_pkey: locked'] }, 'unknown'],
    ['F104 each locked', { checked: 0, total: 1, defects: [], notChecked: ['a_pkey: locked'] }, 'unknown'],
    ['F103 none that may be', { checked: 0, total: 1, defects: [], notAllowed: ['a_pkey: denied'] }, 'not applicable'],
    [
      'F104 one that may not be, the other locked',
      { checked: 0, total: 2, defects: [], notAllowed: ['a_pkey: denied'], notChecked: ['b_pkey: locked'] },
      'unknown',
    ],
  ])('%s', (_what, observation, outcome) => expect(indexes(observation)).toMatchObject({ outcome }));

  test('what was not reached is said', () =>
    expect(indexes({ checked: 1, total: 3, defects: [] }).observed).toBe(
      '1 of 3 whole; 2 more were not checked in time',
    ));
});

test('a warm-up without tables is not applicable', () =>
  expect(warmUp([])).toMatchObject({ outcome: 'not applicable' }));

describe('F104 a warm-up', () => {
  const scan = { table: 'lectures', rows: 9, about: 9, milliseconds: 40_000 };
  const missed = 'the time limit was reached';

  test('that read every table passes', () =>
    expect(warmUp([scan])).toMatchObject({ outcome: 'passed', observed: '40 s: lectures 9 rows in 40 s' }));

  test('that did not come to the end of one in time says how far it came', () =>
    expect(
      warmUp([scan, { ...scan, table: 'exports', rows: 3_200_000, about: 9_000_000, missed, late: true }]),
    ).toMatchObject({
      outcome: 'passed',
      observed: `80 s: lectures 9 rows in 40 s, exports 3,200,000 of about 9,000,000 rows in 40 s (${missed})`,
    }));

  test('that came to none of one is unknown', () =>
    expect(warmUp([scan, { ...scan, rows: 0, about: 0, missed, late: true }]).outcome).toBe('unknown'));

  test('that met a damaged page has failed', () =>
    expect(warmUp([scan, { ...scan, table: 'exports', missed: 'page 7: invalid page', damaged: true }])).toMatchObject({
      outcome: 'failed',
      observed: 'exports 9 rows in 40 s (page 7: invalid page)',
    }));

  test('that could not look at one names it', () =>
    expect(warmUp([scan, { ...scan, table: 'exports', rows: 0, about: 0, missed: 'locked' }])).toMatchObject({
      outcome: 'unknown',
      observed: '80 s: lectures 9 rows in 40 s, exports not read (locked)',
    }));
});

describe('a waiver', () => {
  const failed = { name: WAIVABLE[0]!, expected: 'x', outcome: 'failed' as const, observed: 'y' };

  test('takes the failure away and keeps what was found', () =>
    expect(waive(failed, WAIVABLE)).toMatchObject({ outcome: 'not applicable', observed: 'waived: y' }));

  const unknown = (name: string) => ({ ...failed, name, outcome: 'unknown' as const });

  test.each(['warm-up', 'indexes', 'sequences', 'foreign keys', 'rows against the manifest'])(
    'F104 of %s takes away what is unknown, too, and says that it was',
    (name) => {
      expect(waive(unknown(name), [name])).toMatchObject({ outcome: 'not applicable', observed: 'waived: unknown, y' });
      expect(waivable(unknown(name))).toBe(true);
    },
  );

  test('takes nothing else away', () => {
    expect(waive(failed, [])).toBe(failed);
    const head = unknown('migration head');
    expect(waive(head, WAIVABLE)).toBe(head);
    expect(waivable(head)).toBe(false);
    expect(waivable({ ...failed, name: 'skew' })).toBe(false);
    expect(waivable({ ...failed, outcome: 'passed' })).toBe(false);
  });
});
