import { type HowFar, sayHowFar } from '../database/how-far';
import type { CheckResult } from '../workflow/workflow';
import { type Check, judge, notApplicable, unknown } from './check';

export const WARM_UP: Check = {
  name: 'warm-up',
  expected:
    'the hot tables can be read, as far as the time goes; a database just restored loads them at the first touch',
};

export interface ScannedTable extends HowFar {
  /** Why it was not read to its end, in words. */
  readonly missed?: string;
  /** Only the time did not suffice. */
  readonly late?: boolean;
  /** A page does not hold what was written. */
  readonly damaged?: boolean;
}

export interface TableScan extends ScannedTable {
  readonly table: string;
  readonly milliseconds: number;
}

/**
 * A large table is read as far as the time goes, which is said: that its end is slow at the first touch is no fault. What
 * cannot be read for another reason is unknown, and a damaged page has failed.
 */
export function warmUp(scans: readonly TableScan[]): CheckResult {
  if (scans.length === 0) return notApplicable(WARM_UP, 'none of the tables exists');
  if (scans.every(({ rows, missed }) => rows === 0 && missed === undefined)) {
    return notApplicable(WARM_UP, `no row to read in ${scans.map(({ table }) => table).join(', ')}`);
  }
  const sum = seconds(scans.reduce((total, { milliseconds }) => total + milliseconds, 0));
  const observed = `${sum} s: ${scans.map(sayScan).join(', ')}`;
  const damaged = scans.filter((scan) => scan.damaged).map(sayScan);
  const unread = scans.some(({ missed, late, rows }) => missed !== undefined && !(late && rows > 0));
  return unread && damaged.length === 0 ? unknown(WARM_UP, observed) : judge(WARM_UP, damaged, observed);
}

function sayScan({ table, milliseconds, missed, ...far }: TableScan): string {
  if (missed !== undefined && far.rows === 0) return `${table} not read (${missed})`;
  const read = `${table} ${sayHowFar(far)} in ${seconds(milliseconds)} s`;
  return missed === undefined ? read : `${read} (${missed})`;
}

const seconds = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;
