import type { CountedTable, CountedTables } from '../database/manifest';
import type { CheckResult } from '../workflow/workflow';
import { type Check, judge, notApplicable } from './check';

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
 * of them, is another database or another moment. Where a table was emptied on purpose, waive the check.
 */
export function rowsAgainstManifest(
  manifest: CountedBefore | undefined,
  { tables: now, notCounted = [] }: CountedTables,
): CheckResult {
  if (manifest === undefined) {
    return notApplicable(ROWS_AGAINST_MANIFEST, 'no manifest with row counts was written before the recovery point');
  }
  const { takenAt, tables, notCounted: notThen = [] } = manifest;
  const before = total(tables);
  if (before === 0 && notThen.length === 0)
    return notApplicable(ROWS_AGAINST_MANIFEST, `the manifest of ${takenAt} counts no row`);
  const unread = new Map([...notThen, ...notCounted].map((table) => [table.name, table]));
  const defects = [
    ...[...unread.values()].map(({ name, reason }) => `${name} could not be counted: ${reason}`),
    ...tables
      .filter(({ name }) => !unread.has(name))
      .flatMap((table) =>
        shrunk(
          table,
          now.find(({ name }) => name === table.name),
        ),
      ),
  ];
  const [then, found] = [newest(tables), newest(now)];
  if (then !== undefined && (found === undefined || found < then)) {
    defects.push(`the newest row is of ${iso(found)}, in the manifest of ${iso(then)}`);
  }
  const observed = `${before} rows in ${tables.length} tables at ${takenAt}, ${total(now)} now; newest row ${iso(then)} then, ${iso(found)} now`;
  return judge(ROWS_AGAINST_MANIFEST, defects, observed);
}

function shrunk({ name, rows }: CountedTable, now: CountedTable | undefined): string[] {
  if (now === undefined) return [`${name} is missing (${rows} rows)`];
  if (rows > 0 && now.rows === 0) return [`${name} is empty (${rows} rows)`];
  return rows >= FEW_ROWS && now.rows < rows / 2 ? [`${name} has ${now.rows} of ${rows} rows`] : [];
}

const total = (tables: readonly CountedTable[]): number => tables.reduce((sum, { rows }) => sum + rows, 0);

function newest(tables: readonly CountedTable[]): number | undefined {
  const times = tables.flatMap(({ newest: time }) => (time === null ? [] : [Date.parse(time)]));
  return times.length === 0 ? undefined : Math.max(...times);
}

const iso = (time: number | undefined): string => (time === undefined ? 'nothing' : new Date(time).toISOString());
