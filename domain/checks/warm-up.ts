import { type HowFar, sayHowFar } from '../database/how-far';
import type { CheckResult } from '../workflow/workflow';
import { type Check, judge, notApplicable, unknown } from './check';

export const WARM_UP: Check = {
  name: 'warm-up',
  expected: 'the hot tables can be read from end to end; a database just restored loads them at the first touch',
};

export interface ScannedTable extends HowFar {
  /** Why it was not read to its end, in words. */
  readonly missed?: string;
}

export interface TableScan extends ScannedTable {
  readonly table: string;
  readonly milliseconds: number;
}

/** What was not read is unknown, with how far it came: it may be damaged, and will be slow at the first touch. */
export function warmUp(scans: readonly TableScan[]): CheckResult {
  if (scans.length === 0) return notApplicable(WARM_UP, 'none of the tables exists');
  const sum = seconds(scans.reduce((total, { milliseconds }) => total + milliseconds, 0));
  const observed = `${sum} s: ${scans.map(sayScan).join(', ')}`;
  return scans.some(({ missed }) => missed !== undefined) ? unknown(WARM_UP, observed) : judge(WARM_UP, [], observed);
}

function sayScan({ table, milliseconds, missed, ...far }: TableScan): string {
  if (missed !== undefined && far.rows === 0) return `${table} not read (${missed})`;
  const read = `${table} ${sayHowFar(far)} in ${seconds(milliseconds)} s`;
  return missed === undefined ? read : `${read} (${missed})`;
}

const seconds = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;
