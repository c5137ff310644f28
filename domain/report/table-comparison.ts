import { withoutSchema } from '../database/table-name';
import { compareKeys } from '../objects/entry';
import type { NotCompared } from './data-loss';

/** Rows of these are looked at first: what they lose is money. */
const MONEY_TABLES: readonly string[] = ['users', 'credit_ledger', 'token_transactions', 'purchase_receipts'];

/** A table of one of the two databases. */
export interface TableShape {
  /** `schema.table` */
  readonly name: string;
  /** Kept by whatever renames or moves it, and by a restore of the server's files; a restored dump has others. */
  readonly oid: string;
  /** The partitioned table that it is a part of, however deep; else its own name. */
  readonly root: string;
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
  /** In the restored database; null: nowhere, and every row of the old table is missing. */
  readonly lookIn: LookIn | null;
}

/** Where rows of a table are looked for. What is one partition today may have been in another, or in a plain table. */
export interface LookIn {
  readonly name: string;
  /** With its partitions, and no table by itself. */
  readonly isPartitioned: boolean;
}

/**
 * What of the old database can be compared with the restored one: money first, then by name.
 * @param other what the second one is called in words
 */
export function planComparison(
  old: readonly TableShape[],
  restored: readonly TableShape[],
  other = 'the restored database',
): { readonly tables: readonly TableComparison[]; readonly notCompared: readonly NotCompared[] } {
  const tables: TableComparison[] = [];
  const notCompared: NotCompared[] = [];
  for (const table of [...old].sort(moneyFirst)) {
    const { name, root, key, keyTypes, keyEquals, columns } = table;
    const there = restored.find((one) => one.name === name) ?? restored.find((one) => one.root === root);
    const elsewhere = there === undefined ? whereElse(table, old, restored) : undefined;
    if (key.length === 0) notCompared.push({ table: name, reason: 'it has no primary key' });
    else if (table.notCompared !== null) notCompared.push({ table: name, reason: table.notCompared });
    else if (elsewhere !== undefined) notCompared.push({ table: name, reason: elsewhere });
    else if (there === undefined) tables.push({ table: name, key, keyTypes, keyEquals, columns, lookIn: null });
    else if (there.notCompared !== null) notCompared.push({ table: name, reason: there.notCompared });
    else if (there.key.join('\0') !== key.join('\0')) {
      notCompared.push({ table: name, reason: `${other} has another primary key` });
    } else {
      const common = columns.filter((column) => there.columns.includes(column));
      const lookIn = there.root === root ? root : there.name;
      tables.push({
        table: name,
        key,
        keyTypes: there.keyTypes,
        keyEquals: there.keyEquals,
        columns: common,
        lookIn: { name: lookIn, isPartitioned: lookIn !== there.name },
      });
    }
  }
  return { tables, notCompared };
}

/** A table that was moved or renamed after the recovery point is not missing: its rows are there under its old name. */
function whereElse(
  { name, oid, key }: TableShape,
  old: readonly TableShape[],
  restored: readonly TableShape[],
): string | undefined {
  const alike = restored.filter((table) => table.key.join('\0') === key.join('\0'));
  const same = alike.find((table) => table.oid === oid);
  if (same !== undefined) {
    return `the restored database has it as ${same.name}: it was moved or renamed after the recovery point; compare the two by hand`;
  }
  const left = alike.filter(
    (table) => withoutSchema(table.name) === withoutSchema(name) && !old.some((one) => one.name === table.name),
  );
  if (left.length === 0) return undefined;
  return (
    `the restored database has ${left.map((table) => table.name).join(', ')}, which the old one no longer has: it may be ` +
    'the same, moved after the recovery point; compare them by hand'
  );
}

function moneyFirst(a: TableShape, b: TableShape): number {
  return rank(a.name) - rank(b.name) || compareKeys(a.name, b.name);
}

function rank(name: string): number {
  const rank = MONEY_TABLES.indexOf(withoutSchema(name));
  return rank === -1 ? MONEY_TABLES.length : rank;
}
