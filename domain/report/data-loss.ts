import { compareKeys } from '../objects/entry';

/** Rows of these are looked at first: what they lose is money. */
export const MONEY_TABLES: readonly string[] = ['users', 'credit_ledger', 'token_transactions', 'purchase_receipts'];

/** A table of one of the two databases. */
export interface TableShape {
  /** `schema.table` */
  readonly name: string;
  /** Columns of the primary key, in its order; empty where there is none. */
  readonly key: readonly string[];
  readonly columns: readonly string[];
}

/** What can be compared of one table. */
export interface TableComparison {
  readonly table: string;
  readonly key: readonly string[];
  /** Columns that both databases have: a migration may have come after the target time. */
  readonly columns: readonly string[];
  /** False: every row of the old table is missing. */
  readonly restored: boolean;
}

export interface NotCompared {
  readonly table: string;
  readonly reason: string;
}

/** What of the old database can be compared with the restored one: money first, then by name. */
export function planComparison(
  old: readonly TableShape[],
  restored: readonly TableShape[],
): { readonly tables: readonly TableComparison[]; readonly notCompared: readonly NotCompared[] } {
  const tables: TableComparison[] = [];
  const notCompared: NotCompared[] = [];
  for (const { name, key, columns } of [...old].sort(moneyFirst)) {
    const there = restored.find((table) => table.name === name);
    if (key.length === 0) notCompared.push({ table: name, reason: 'it has no primary key' });
    else if (there === undefined) tables.push({ table: name, key, columns, restored: false });
    else if (there.key.join('\0') !== key.join('\0')) {
      notCompared.push({ table: name, reason: 'the restored database has another primary key' });
    } else {
      const common = columns.filter((column) => there.columns.includes(column));
      tables.push({ table: name, key, columns: common, restored: true });
    }
  }
  return { tables, notCompared };
}

function moneyFirst(a: TableShape, b: TableShape): number {
  return rank(a.name) - rank(b.name) || compareKeys(a.name, b.name);
}

function rank(name: string): number {
  const rank = MONEY_TABLES.indexOf(name.slice(name.indexOf('.') + 1));
  return rank === -1 ? MONEY_TABLES.length : rank;
}

/** The primary key's columns, as text. */
export type RowKey = readonly string[];

/** A row of the old database. */
export interface OldRow {
  readonly key: RowKey;
  readonly digest: string;
  /** The whole row as JSON text: parsing would round its large numbers. */
  readonly row: string;
}

/** A row of the restored database. */
export interface RestoredRow {
  readonly key: RowKey;
  readonly digest: string;
  /** Written since the restore: the difference may be the work of the reopened application. */
  readonly rewritten: boolean;
}

export interface LostRow {
  readonly change: 'missing' | 'changed';
  readonly old: OldRow;
  readonly rewritten: boolean;
}

/**
 * Joins both sides of a table, each in the binary order of its keys. Only what the old database has counts: a row that is
 * only in the restored one was deleted after the target time, or is new. Memory holds one row of each.
 * @throws Error when a side is not in order: a join of it would be wrong without saying so
 */
export async function* lostRows(
  old: AsyncIterable<OldRow>,
  restored: AsyncIterable<RestoredRow>,
): AsyncGenerator<LostRow> {
  const there = inOrder(restored, 'restored');
  try {
    let next = await there.next();
    for await (const row of inOrder(old, 'old')) {
      while (!next.done && compareRowKeys(next.value.key, row.key) < 0) next = await there.next();
      const same = next.done || compareRowKeys(next.value.key, row.key) > 0 ? undefined : next.value;
      if (same === undefined) yield { change: 'missing', old: row, rewritten: false };
      else if (same.digest !== row.digest) yield { change: 'changed', old: row, rewritten: same.rewritten };
    }
  } finally {
    // Ends the stream behind it, too: its connection is needed for the next table.
    await there.return(undefined);
  }
}

async function* inOrder<Row extends { readonly key: RowKey }>(
  rows: AsyncIterable<Row>,
  side: string,
): AsyncGenerator<Row, undefined> {
  let last: RowKey | undefined;
  for await (const row of rows) {
    if (last !== undefined && compareRowKeys(last, row.key) >= 0) {
      throw new Error(
        `The rows of the ${side} database do not come in the order of their keys: nothing can be compared.`,
      );
    }
    last = row.key;
    yield row;
  }
}

/** Column by column, as `order by a::text collate "C", b::text collate "C"`. */
export function compareRowKeys(a: RowKey, b: RowKey): number {
  for (const [position, text] of a.entries()) {
    const order = compareKeys(text, b[position] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

/** One line of `data-loss/<table>/part-*.jsonl`, as JSON text. Holds the application's data: evidence only, never a log. */
export function lostRowLine({ change, old, rewritten }: LostRow): string {
  const mark = rewritten ? ',"rewritten":true' : '';
  return `{"change":"${change}","key":${JSON.stringify(old.key)}${mark},"row":${old.row}}`;
}

/** What one table has lost. */
export interface TableLoss {
  readonly table: string;
  /** Rows of the old database that the restored one does not have. */
  readonly missing: number;
  readonly changed: number;
  /** Of the changed: written since the restore, too. */
  readonly rewritten: number;
}

/** `data-loss/summary.json`: what the old stores have that the restored ones do not. */
export interface DataLossSummary {
  readonly tables: readonly TableLoss[];
  readonly notCompared: readonly NotCompared[];
  /** Versions that were current and newer than the moment the objects went back to. */
  readonly objects: number;
}
