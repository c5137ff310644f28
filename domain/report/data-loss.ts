import type { HowFar } from '../database/how-far';
import { compareKeys } from '../objects/entry';

/** Rows of these are looked at first: what they lose is money. */
export const MONEY_TABLES: readonly string[] = ['users', 'credit_ledger', 'token_transactions', 'purchase_receipts'];

/** A table of one of the two databases. */
export interface TableShape {
  /** `schema.table` */
  readonly name: string;
  /** Columns of the primary key, in its order; empty where there is none. */
  readonly key: readonly string[];
  /** Of the columns of the key, as Postgres writes them. */
  readonly keyTypes: readonly string[];
  /** Of the columns of the key: the operator that says that two values are the same, as SQL. */
  readonly keyEquals: readonly string[];
  readonly columns: readonly string[];
  /** Why its rows cannot be read, or not be found by their keys, in words; null when they can. */
  readonly notCompared: string | null;
}

/** What can be compared of one table. */
export interface TableComparison {
  readonly table: string;
  readonly key: readonly string[];
  /** In the restored database, where it is there. */
  readonly keyTypes: readonly string[];
  readonly keyEquals: readonly string[];
  /** Columns that both databases have: a migration may have come after the target time. */
  readonly columns: readonly string[];
  /** False: every row of the old table is missing. */
  readonly restored: boolean;
}

/** A table that was not compared, or not to its end. */
export interface NotCompared {
  readonly table: string;
  readonly reason: string;
  /** How far it came; what was found until then is counted. @default - nothing of it was looked at */
  readonly looked?: HowFar;
}

/** What of the old database can be compared with the restored one: money first, then by name. */
export function planComparison(
  old: readonly TableShape[],
  restored: readonly TableShape[],
): { readonly tables: readonly TableComparison[]; readonly notCompared: readonly NotCompared[] } {
  const tables: TableComparison[] = [];
  const notCompared: NotCompared[] = [];
  for (const { name, key, keyTypes, keyEquals, columns, notCompared: why } of [...old].sort(moneyFirst)) {
    const there = restored.find((table) => table.name === name);
    if (key.length === 0) notCompared.push({ table: name, reason: 'it has no primary key' });
    else if (why !== null) notCompared.push({ table: name, reason: why });
    else if (there === undefined) tables.push({ table: name, key, keyTypes, keyEquals, columns, restored: false });
    else if (there.notCompared !== null) notCompared.push({ table: name, reason: there.notCompared });
    else if (there.key.join('\0') !== key.join('\0')) {
      notCompared.push({ table: name, reason: 'the restored database has another primary key' });
    } else {
      const common = columns.filter((column) => there.columns.includes(column));
      tables.push({ table: name, key, ...keyOf(there), columns: common, restored: true });
    }
  }
  return { tables, notCompared };
}

const keyOf = ({ keyTypes, keyEquals }: TableShape) => ({ keyTypes, keyEquals });

function moneyFirst(a: TableShape, b: TableShape): number {
  return rank(a.name) - rank(b.name) || compareKeys(a.name, b.name);
}

function rank(name: string): number {
  const rank = MONEY_TABLES.indexOf(name.slice(name.indexOf('.') + 1));
  return rank === -1 ? MONEY_TABLES.length : rank;
}

/** A row of the old database. */
export interface OldRow {
  /** Where it is in its table. */
  readonly at: string;
  /** The primary key's columns, as text. */
  readonly key: readonly string[];
  readonly digest: string;
  /** Of the row, printed. */
  readonly bytes: number;
}

/** A row of the restored database. */
export interface RestoredRow {
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
 * Only what the old database has counts: a row that is only in the restored one was deleted after the target time, or is
 * new.
 * @param restored those with the same keys, by the place of the old one
 */
export function lostRows(old: readonly OldRow[], restored: ReadonlyMap<number, RestoredRow>): LostRow[] {
  return old.flatMap((row, place): LostRow[] => {
    const same = restored.get(place);
    if (same === undefined) return [{ change: 'missing', old: row, rewritten: false }];
    return same.digest === row.digest ? [] : [{ change: 'changed', old: row, rewritten: same.rewritten }];
  });
}

/**
 * One line of `data-loss/<table>/part-*.jsonl`, as JSON text. Holds the application's data: evidence only, never a log.
 * @param row the whole row as JSON text: parsing would round its large numbers
 */
export function lostRowLine({ change, old, rewritten }: LostRow, row: string): string {
  const mark = rewritten ? ',"rewritten":true' : '';
  return `{"change":"${change}","key":${JSON.stringify(old.key)}${mark},"row":${row}}`;
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
