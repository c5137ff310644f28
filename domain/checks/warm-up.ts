import type { CheckResult } from '../workflow/workflow';
import { type Check, judge, notApplicable } from './check';

export const WARM_UP: Check = {
  name: 'warm-up',
  expected: 'the hot tables can be read from end to end; a database just restored loads them at the first touch',
};

export interface TableScan {
  readonly table: string;
  readonly rows: number;
  readonly milliseconds: number;
}

/** @param notReached tables that the time did not suffice for */
export function warmUp(scans: readonly TableScan[], notReached: readonly string[]): CheckResult {
  if (scans.length === 0 && notReached.length === 0) return notApplicable(WARM_UP, 'none of the tables exists');
  const read = scans.map(({ table, rows, milliseconds }) => `${table} ${rows} rows in ${seconds(milliseconds)} s`);
  const sum = seconds(scans.reduce((total, { milliseconds }) => total + milliseconds, 0));
  const rest = notReached.length === 0 ? '' : `; not reached: ${notReached.join(', ')}`;
  return judge(WARM_UP, [], `${sum} s: ${read.join(', ')}${rest}`);
}

const seconds = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;
