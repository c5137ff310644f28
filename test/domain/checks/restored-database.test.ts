import { describe, expect, test } from '@jest/globals';
import { foreignKeys } from '../../../domain/checks/foreign-keys';
import { indexes } from '../../../domain/checks/indexes';
import { migrationHead } from '../../../domain/checks/migration-head';
import { rowsAgainstManifest } from '../../../domain/checks/rows-against-manifest';
import { sequences } from '../../../domain/checks/sequences';
import { WAIVABLE, waive } from '../../../domain/checks/waiver';
import { warmUp } from '../../../domain/checks/warm-up';

describe('rows against the manifest', () => {
  const at = (hour: string) => `2026-11-23T${hour}:00:00.000Z`;
  const table = (rows: number, newest: string | null = at('03'), name = 'public.lectures') => ({ name, rows, newest });
  const judge = (before: ReturnType<typeof table>[], now: ReturnType<typeof table>[]) =>
    rowsAgainstManifest({ takenAt: '2026-11-23T03:00:00Z', tables: before }, now);

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
    expect(rowsAgainstManifest(undefined, [])).toMatchObject({ outcome: 'not applicable' });
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
  test('what was raised is said', () => {
    const facts = { sequence: 's', column: 't.id', next: '9', increment: '1', maximum: '99', largest: '7' };
    expect(sequences([facts], ['s to 8'])).toMatchObject({
      outcome: 'passed',
      observed: expect.stringContaining('raised: s to 8'),
    });
  });
  test('none are none', () => expect(sequences([], [])).toMatchObject({ outcome: 'not applicable' }));
});

describe('foreign keys', () => {
  const key = (enforced: boolean, name = 'public.a.b') => ({ name, enforced });
  const orphan = { table: 'lectures', column: 'course_id', refersTo: 'courses', orphans: 2 };

  test('one that was enforced and is not fails, and one that is gone', () => {
    expect(foreignKeys([key(false)], [key(true)], [])).toMatchObject({ outcome: 'failed' });
    expect(foreignKeys([], [key(true)], [])).toMatchObject({ observed: 'public.a.b is no longer enforced' });
  });

  test('what was not enforced before is said, and so are orphans', () =>
    expect(foreignKeys([key(false), key(true, 'public.c.d')], [key(false)], [orphan])).toMatchObject({
      outcome: 'passed',
      observed: '1 foreign key enforced; not enforced: public.a.b; 2 rows of lectures.course_id without courses',
    }));

  test('nothing to look at is not applicable', () =>
    expect(foreignKeys([], undefined, [])).toMatchObject({ outcome: 'not applicable' }));
});

describe('indexes', () => {
  test.each([
    ['whole', { checked: 2, total: 2, defects: [] }, 'passed'],
    ['broken', { checked: 2, total: 2, defects: ['a_pkey: item order invariant violated'] }, 'failed'],
    ['no amcheck', { unavailable: 'permission denied' }, 'not applicable'],
    ['no primary key', { checked: 0, total: 0, defects: [] }, 'not applicable'],
  ])('%s', (_what, observation, outcome) => expect(indexes(observation)).toMatchObject({ outcome }));

  test('what was not reached is said', () =>
    expect(indexes({ checked: 1, total: 3, defects: [] }).observed).toBe(
      '1 of 3 whole; 2 more were not checked in time',
    ));
});

test('a warm-up without tables is not applicable', () =>
  expect(warmUp([], [])).toMatchObject({ outcome: 'not applicable' }));

describe('a waiver', () => {
  const failed = { name: WAIVABLE[0]!, expected: 'x', outcome: 'failed' as const, observed: 'y' };

  test('takes the failure away and keeps what was found', () =>
    expect(waive(failed, WAIVABLE)).toMatchObject({ outcome: 'not applicable', observed: 'waived: y' }));

  test('takes nothing else away', () => {
    expect(waive(failed, [])).toBe(failed);
    const unknown = { ...failed, outcome: 'unknown' as const };
    expect(waive(unknown, WAIVABLE)).toBe(unknown);
  });
});
