import { counterparts, sayMoved } from '../database/counterparts';
import type { CountedTable, CountedTables, NotCountedTable } from '../database/manifest';
import type { CheckResult } from '../workflow/workflow';
import { type Check, judge, notApplicable, unknown } from './check';

/** Below this many rows half of them may well go in a day. */
const FEW_ROWS = 100;

export const ROWS_AGAINST_MANIFEST: Check = {
  name: 'rows against the manifest',
  expected: `no table of the last manifest before the recovery point is missing, empty, or (from ${FEW_ROWS} rows on) shrunk to less than half; the newest row is not older`,
};

/** What the source held when its last manifest was written. */
export interface CountedBefore extends CountedTables {
  readonly takenAt: string;
}

/**
 * A manifest is older than the restored moment, so that counts may differ; a table that lost all of its rows, or most
 * of them, is another database or another moment. Where a table was emptied on purpose, waive the check. What there was
 * no time to count to its end is judged by what was counted, as far as that tells; else it is unknown.
 */
export function rowsAgainstManifest(
  manifest: CountedBefore | undefined,
  { tables: now, notCounted = [] }: CountedTables,
): CheckResult {
  if (manifest === undefined) {
    return notApplicable(ROWS_AGAINST_MANIFEST, 'no manifest with row counts was written before the recovery point');
  }
  const { takenAt, notCounted: notThen = [] } = manifest;
  const tables = [...manifest.tables, ...notThen.flatMap(atLeast)];
  const before = total(tables);
  if (before === 0 && !notThen.some(unreadable)) {
    return notApplicable(ROWS_AGAINST_MANIFEST, `the manifest of ${takenAt} counts no row`);
  }
  const unread = new Map([...notThen, ...notCounted].filter(unreadable).map((table) => [table.name, table]));
  const late = notCounted.filter((table) => !unreadable(table));
  const nowOf = counterparts([...manifest.tables, ...notThen], [...now, ...notCounted]);
  const pairs = tables.map((table) => ({ table, there: nowOf(table) }));
  const defects = [
    ...[...unread.values()].map(sayNotCounted),
    ...pairs.flatMap(({ table, there }) => (there !== undefined && 'reason' in there ? [] : shrunk(table, there))),
  ];
  const open = pairs.filter(
    ({ table, there }) =>
      there !== undefined && 'reason' in there && atLeast(there).some((least) => shrunk(table, least).length > 0),
  );
  const [then, found] = [newest(tables), newest(now)];
  const older = then !== undefined && (found === undefined || found < then);
  if (older && late.length === 0) {
    defects.push(`the newest row is of ${iso(found)}, in the manifest of ${iso(then)}`);
  }
  if (defects.length === 0 && (open.length > 0 || older)) {
    return unknown(ROWS_AGAINST_MANIFEST, late.map(sayNotCounted).join('; '));
  }
  const moved = pairs.flatMap(({ table, there }) =>
    there !== undefined && there.name !== table.name ? [sayMoved(table, there)] : [],
  );
  const rest = [...late.map(sayNotCounted), ...(moved.length > 0 ? [`moved since: ${moved.join(', ')}`] : [])]
    .map((said) => `; ${said}`)
    .join('');
  const observed = `${before} rows in ${tables.length} tables at ${takenAt}, ${total([...now, ...notCounted.flatMap(atLeast)])} now; newest row ${iso(then)} then, ${iso(found)} now${rest}`;
  return judge(ROWS_AGAINST_MANIFEST, defects, observed);
}

const unreadable = ({ least }: NotCountedTable): boolean => least === undefined;

const atLeast = ({ name, id, least }: NotCountedTable): CountedTable[] =>
  least === undefined ? [] : [{ name, id, rows: least, newest: null }];

const sayNotCounted = ({ name, reason }: NotCountedTable): string => `${name} could not be counted: ${reason}`;

function shrunk(before: CountedTable, now: CountedTable | undefined): string[] {
  const { rows } = before;
  if (now === undefined) return [`${before.name} is missing (${rows} rows)`];
  const name = sayMoved(before, now);
  if (rows > 0 && now.rows === 0) return [`${name} is empty (${rows} rows)`];
  return rows >= FEW_ROWS && now.rows < rows / 2 ? [`${name} has ${now.rows} of ${rows} rows`] : [];
}

const total = (tables: readonly CountedTable[]): number => tables.reduce((sum, { rows }) => sum + rows, 0);

function newest(tables: readonly CountedTable[]): number | undefined {
  const times = tables.flatMap(({ newest: time }) => (time === null ? [] : [Date.parse(time)]));
  return times.length === 0 ? undefined : Math.max(...times);
}

const iso = (time: number | undefined): string => (time === undefined ? 'nothing' : new Date(time).toISOString());
