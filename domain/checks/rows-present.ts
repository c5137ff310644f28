import type { CheckResult } from '../workflow/workflow';
import { type Check, judge, notApplicable } from './check';

export const ROWS_PRESENT: Check = {
  name: 'rows present',
  expected: 'the tables that refer to objects have rows',
};

export interface TableCount {
  readonly table: string;
  readonly rows: number;
  /** There was no time to count them all. */
  readonly least?: boolean;
}

/** What the operator's word that the pair may be empty is worth where there is no row. */
export interface MayBeEmpty {
  /** There is no object either. */
  readonly excused: boolean;
  /** In words. */
  readonly why: string;
}

/**
 * An empty database passes every other check: it must not pass this one.
 * @param unreadable in words
 */
export function rowsPresent(
  counts: readonly TableCount[],
  unreadable: readonly string[] = [],
  mayBeEmpty?: MayBeEmpty,
): CheckResult {
  const observed = counts.map(({ table, rows, least }) => `${table} ${least ? 'at least ' : ''}${rows}`).join(', ');
  if (unreadable.length > 0) return judge(ROWS_PRESENT, unreadable, '');
  if (counts.length === 0) return judge(ROWS_PRESENT, ['none of the tables exists'], '');
  const empty = counts.every(({ rows }) => rows === 0);
  if (empty && mayBeEmpty?.excused) return notApplicable(ROWS_PRESENT, mayBeEmpty.why);
  const unexcused = mayBeEmpty === undefined ? '' : `; ${mayBeEmpty.why}`;
  return judge(ROWS_PRESENT, empty ? [`every table is empty: ${observed}${unexcused}`] : [], observed);
}
