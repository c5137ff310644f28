import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import type { TableCount } from '../../domain/checks/rows-present';
import { type Reference, referenceName } from '../../domain/references/references';
import type { Location } from '../../domain/workflow/workflow';
import { askInSlices } from '../database/in-slices';
import { readOne } from '../database/one-table';
import { type FoundTable, findTable, printed } from '../database/real-tables';
import { SEARCHED } from '../database/session';
import { shareOf, type TimeLeft, UNLIMITED } from '../execution/share-of-time';
import { nearestName } from './nearest';
import { mergeByPath, SortedRows, type StoredReference } from './sorted-rows';

/** A reference whose table and column exist; names are quoted for SQL. */
export interface ReferenceColumn extends Pick<Reference, 'table' | 'column' | 'elsewhere'> {
  readonly sqlTable: string;
  /** Expression: the value as text. */
  readonly sqlColumn: string;
  /** Expression that names a row: its primary key, or its `ctid`. */
  readonly sqlRow: string;
}

export interface Discovery {
  readonly found: readonly ReferenceColumn[];
  /** Optional ones: tables, or `table.column` where only the column is missing. */
  readonly notFound: readonly string[];
  /** In words: what is named and is not there, with the name that was probably meant. */
  readonly missing: readonly string[];
  /** In words: what may not be read, and what to do about it. */
  readonly unreadable: readonly string[];
}

export interface Counted {
  readonly counts: readonly TableCount[];
  readonly unreadable: readonly string[];
}

const EXISTING = `
  select case when n.nspname = any (${SEARCHED}) then c.relname::text else n.nspname || '.' || c.relname end as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
  order by 1`;

/** The rows that refer to objects; the caller has opened a read-only transaction. */
export class ReferenceRows {
  constructor(private readonly client: Client) {}

  /**
   * Says which exist and may be read.
   * @param isLater whether one that is not there was made later, by name and whether its table is there. @default - none
   */
  async discover(
    references: readonly Reference[],
    isLater: (reference: Reference, isTableThere: boolean) => boolean = () => false,
  ): Promise<Discovery> {
    const found: ReferenceColumn[] = [];
    const notFound = new Set<string>();
    const missing: string[] = [];
    const unreadable = new Set<string>();
    for (const reference of references) {
      const table = await findTable(this.client, reference.table);
      if (table !== undefined && table.notRead !== null) {
        unreadable.add(`${referenceName(reference)}: ${table.notRead}`);
        continue;
      }
      const column = table && referenceColumn(reference, table);
      if (column !== undefined) {
        const look = `select ${column.sqlColumn} from ${column.sqlTable} limit 1`;
        const read = await readOne(this.client, reference.table, () => this.client.query(look));
        if ('unreadable' in read) unreadable.add(`${referenceName(reference)}: ${read.unreadable}`);
        else found.push(column);
        continue;
      }
      const name = table === undefined ? reference.table : referenceName(reference);
      if (reference.optional) notFound.add(name);
      else if (isLater(reference, table !== undefined)) notFound.add(`${name} (made later)`);
      else missing.push(await this.sayMissing(reference, table));
    }
    return { found, notFound: [...notFound], missing, unreadable: [...unreadable] };
  }

  /**
   * A value that points neither into the location nor where it was declared to point.
   * @throws DatabaseError where the table is larger than the session's statements may take
   */
  async firstUndeclared(
    { sqlTable, sqlColumn, elsewhere = [] }: ReferenceColumn,
    { bucket, prefix }: Location,
  ): Promise<string | undefined> {
    const { rows } = await this.client.query<{ path: string }>(
      `select path from (select ${sqlColumn} as path from ${sqlTable}) as reference
        where path <> '' and not exists (select from unnest($1::text[]) as beginning where starts_with(path, beginning))
        limit 1`,
      [[`s3://${bucket}/${prefix}`, ...elsewhere]],
    );
    return rows[0]?.path;
  }

  /** Each table by itself. Where the time does not suffice, what was counted until then is the least that there is. */
  async count(found: readonly ReferenceColumn[], timeLeft: TimeLeft = UNLIMITED): Promise<Counted> {
    const counts: TableCount[] = [];
    const unreadable: string[] = [];
    const tables = [...new Map(found.map((reference) => [reference.table, reference.sqlTable]))];
    for (const [n, [table, sqlName]] of tables.entries()) {
      const asked = await askInSlices<{ rows: string }>(
        this.client,
        { sqlName, table },
        shareOf(timeLeft, tables.length - n),
        (from, where) => `select count(*) as rows from ${from} where ${where}`,
      );
      const rows = (asked?.found ?? []).reduce((sum, slice) => sum + Number(slice.rows), 0);
      const late = asked?.late === true && rows > 0;
      if (asked === undefined) unreadable.push(`${table}: it is gone`);
      else if (asked.missed !== undefined && !late) unreadable.push(`${table}: ${asked.missed}`);
      else counts.push({ table, rows, ...(late && { least: true }) });
    }
    return { counts, unreadable };
  }

  /**
   * Every reference that is set, in the binary order of its path: within one bucket that is the order of S3's keys. Each
   * column has its own cursor; one that cannot be read to its end is named, the others are.
   */
  async *stream(
    found: readonly ReferenceColumn[],
    onUnreadable: (why: string) => void,
  ): AsyncGenerator<StoredReference> {
    const { rows } = await this.client.query<{ utf8: boolean }>(`select getdatabaseencoding() = 'UTF8' as utf8`);
    // Converted only where the bytes differ from those of S3: an index on the path may serve the plain order.
    const inBytes = rows[0]?.utf8 === true ? 'path collate "C"' : `convert_to(path, 'UTF8')`;
    const sides = found.map((reference, n) => {
      const { table, column, sqlTable, sqlColumn, sqlRow } = reference;
      const row = `${escapeLiteral(`${table} `)} || ${sqlRow} || ${escapeLiteral(` (${column})`)}`;
      const select = `select path, row from (select ${sqlColumn} as path, ${row} as row from ${sqlTable}) as reference
                      where path <> '' order by ${inBytes}`;
      return new SortedRows(this.client, { cursor: `reference_${n}`, select, reference, onUnreadable });
    });
    yield* mergeByPath(sides);
  }

  private async sayMissing({ table, column }: Reference, found: FoundTable | undefined): Promise<string> {
    if (found !== undefined) {
      const columns = found.columns.map(({ name }) => name);
      return say(`${table}.${column}`, nearestName(column, columns));
    }
    const { rows } = await this.client.query<{ name: string }>(EXISTING);
    const names = rows.map(({ name }) => name);
    return say(table, names.find((name) => name.endsWith(`.${table}`)) ?? nearestName(table, names));
  }
}

function say(what: string, nearest: string | undefined): string {
  return `${what} does not exist${nearest === undefined ? '' : `; the nearest name is ${nearest}`}`;
}

function referenceColumn(
  { table, column, elsewhere }: Reference,
  { sqlName, columns }: FoundTable,
): ReferenceColumn | undefined {
  const found = columns.find(({ name }) => name === column);
  if (found === undefined) return undefined;
  const value = escapeIdentifier(column);
  const key = columns.filter((one) => one.key !== null).sort((one, other) => (one.key ?? 0) - (other.key ?? 0));
  return {
    table,
    column,
    elsewhere,
    sqlTable: sqlName,
    sqlColumn: found.builtIn ? `${value}::text` : printed(value),
    sqlRow:
      key.length === 0 ? 'ctid::text' : `concat_ws('/', ${key.map(({ name }) => escapeIdentifier(name)).join(', ')})`,
  };
}
