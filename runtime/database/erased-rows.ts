import { type Client, DatabaseError, escapeIdentifier } from 'pg';
import { planComparison, type TableShape } from '../../domain/report/table-comparison';
import { shareOf, type TimeLeft } from '../execution/share-of-time';
import { whyUnreadable } from './one-table';
import { findTable, printed } from './real-tables';
import type { TableRows } from './table-rows';

/** A row or a subject, by the columns that name it. */
export interface Erased {
  readonly table: string;
  /** Of the declared log: no row of its table is looked up afterwards. */
  readonly logged?: true;
  readonly subject: Readonly<Record<string, string | null>>;
}

export interface NotListed {
  readonly table: string;
  readonly reason: string;
}

type Rows = Pick<TableRows, 'tables' | 'slices' | 'old' | 'restored'>;

const isDeclared = (table: string, { name, root }: TableShape): boolean =>
  [name, root].some((one) => one === table || (!table.includes('.') && one.slice(one.indexOf('.') + 1) === table));

/** Rows that were there at the target time, and that the old database no longer has. */
export async function listDeleted(
  declared: readonly string[],
  { old, restored, timeLeft }: { readonly old: Rows; readonly restored: Rows; readonly timeLeft: TimeLeft },
  found: (erased: Erased) => Promise<void>,
): Promise<NotListed[]> {
  const [now, then] = [await restored.tables(), await old.tables()];
  const isAmong = (shape: TableShape) => declared.some((table) => isDeclared(table, shape));
  const { tables, notCompared } = planComparison(now.filter(isAmong), then, 'the old database');
  const notListed: NotListed[] = declared
    .filter((table) => ![...now, ...then].some((shape) => isDeclared(table, shape)))
    .map((table) => ({ table, reason: 'neither database has it' }));
  notListed.push(...notCompared.map(({ table, reason }) => ({ table, reason })));
  for (const [n, table] of tables.entries()) {
    const slices = restored.slices(table);
    try {
      const read = slices.slices(shareOf(timeLeft, tables.length - n), async (where) => {
        const rows = await restored.old(table, where);
        const keys = rows.map(({ key }) => key);
        const there =
          table.lookIn === null || rows.length === 0 ? new Map() : await old.restored(table, table.lookIn, keys, null);
        return keys.filter((_, place) => !there.has(place));
      });
      for await (const keys of read) {
        for (const key of keys) await found({ table: table.table, subject: named(table.key, key) });
      }
      const gaps = [...slices.gaps, ...(slices.part === 1 ? [] : ['the time limit was reached'])];
      if (gaps.length > 0) notListed.push({ table: table.table, reason: gaps.join('; ') });
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      notListed.push({ table: table.table, reason: whyUnreadable(error, table.table) });
    }
  }
  return notListed;
}

const named = (columns: readonly string[], values: readonly string[]): Erased['subject'] =>
  Object.fromEntries(columns.map((column, n) => [column, values[n] ?? null]));

/** How many of these rows the restored database has. */
export async function countThere(erased: readonly Erased[], restored: Rows): Promise<number> {
  const shapes = await restored.tables();
  let there = 0;
  for (const name of new Set(erased.map(({ table }) => table))) {
    const shape = shapes.find((one) => one.name === name);
    if (shape === undefined) continue;
    const keys = erased
      .filter(({ table }) => table === name)
      .map(({ subject }) => shape.key.map((column) => subject[column] ?? ''));
    const comparison = { ...shape, table: name, lookIn: null };
    const found = await restored.restored(comparison, { name, isPartitioned: false }, keys, null);
    there += found.size;
  }
  return there;
}

/** Clocks and zones differ, and a transaction is seen when it ends; to erase twice does no harm. */
const BEFORE_MILLISECONDS = 86_400_000;

/** What the application has written down as erased since. @param since ISO 8601 */
export async function listLogged(
  log: { readonly table: string; readonly subject: string; readonly at: string },
  since: string,
  client: Client,
  found: (erased: Erased) => Promise<void>,
): Promise<NotListed[]> {
  const notListed = (reason: string): NotListed[] => [{ table: log.table, reason }];
  try {
    const table = await findTable(client, log.table);
    if (table === undefined) return notListed('the database does not have it');
    if (table.notRead !== null) return notListed(table.notRead);
    const missing = [log.subject, log.at].filter(
      (name) => !table.columns.some((column) => column.name === name && column.builtIn),
    );
    if (missing.length > 0) return notListed(`it has no column ${missing.join(', ')} of a type of Postgres`);
    const [subject, at] = [log.subject, log.at].map((name) => `t.${escapeIdentifier(name)}`) as [string, string];
    const { rows } = await client.query<{ subject: string | null }>(
      `select distinct ${printed(subject)} as subject from ${table.sqlName} t where ${at} >= $1::timestamptz`,
      [new Date(Date.parse(since) - BEFORE_MILLISECONDS).toISOString()],
    );
    for (const row of rows) {
      await found({ table: log.table, logged: true, subject: { [log.subject]: row.subject } });
    }
    return [];
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return notListed(whyUnreadable(error, log.table));
  }
}
