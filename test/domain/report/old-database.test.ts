import { describe, expect, test } from '@jest/globals';
import { countOldUse, type OldDatabaseUse, rowsBetween } from '../../../domain/report/old-database';
import { oldDatabaseWords } from '../../../domain/report/old-database-words';
import { buildReport } from '../../../domain/report/report';
import { reportWords } from '../../../domain/report/words';
import { FACTS, HELD } from './report-fixture';

const rows = (inserted: number, updated = 0, deleted = 0) => ({ inserted, updated, deleted });
const NONE: OldDatabaseUse = {
  lookedAt: '2026-11-23T05:17:31Z',
  since: '2026-11-23T05:00:20Z',
  sessions: [],
  rows: rows(0),
};
const SESSIONS = [{ application: 'metabase', user: 'reader', count: 2 }];
const told = (oldDatabase?: OldDatabaseUse, facts = FACTS) => {
  const report = buildReport({ ...facts, oldDatabase });
  expect(reportWords(report).whatNow).toEqual(expect.arrayContaining(oldDatabaseWords(report)));
  return oldDatabaseWords(report).join();
};

describe('F92 the old database after the cut-over', () => {
  test.each([
    ['nothing', NONE, 0, 'Nothing used the old database pegasus'],
    ['a session', { ...NONE, sessions: SESSIONS }, 2, 'sessions of metabase as reader (2); 0 rows inserted'],
    ['a row', { ...NONE, rows: rows(1, 2, 3) }, 6, 'sessions of none; 1 rows inserted, 2 updated, 3 deleted since'],
    [
      'a session at what an earlier run had restored',
      { ...NONE, host: 'one.rds', sessions: SESSIONS },
      2,
      'database one.rds is',
    ],
    ['rows that were not counted', { ...NONE, rows: null, since: null }, 0, 'is unknown'],
  ])('%s is counted and said', (_what, use, count, words) => {
    expect(countOldUse(use)).toBe(count);
    expect(told(use)).toContain(words);
    expect(told(use).includes('still used')).toBe(count > 0 || use.rows === null);
  });

  test('it was not looked at: that is said where traffic is open, and nowhere else', () => {
    expect(told()).toContain('unknown: it was not looked at');
    expect(told(undefined, HELD)).toBe('');
  });

  test.each([
    [rows(3, 2, 1), rows(5, 2, 1), rows(2)],
    [rows(3), rows(2), null],
    [undefined, rows(2), null],
  ])('%j before and %j now', (before, now, between) => expect(rowsBetween(before, now)).toEqual(between));
});
