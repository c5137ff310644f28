import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import QueryStream from 'pg-query-stream';
import type { TableCount } from '../../domain/checks/rows-present';
import { type Reference, referenceName } from '../../domain/references/references';

const FETCH_ROWS = 1_000;

/** A reference whose table and column exist; names are quoted for SQL. */
export interface ReferenceColumn {
  /** As configured. */
  readonly table: string;
  readonly column: string;
  readonly sqlTable: string;
  readonly sqlColumn: string;
  /** Expression that names a row: its primary key, or its `ctid` where there is none. */
  readonly sqlRow: string;
}

export interface Discovery {
  readonly found: readonly ReferenceColumn[];
  /** Tables, or `table.column` where only the column is missing. */
  readonly notFound: readonly string[];
}

export interface StoredReference {
  readonly path: string;
  /** `lectures lec-1 (audio_path)` */
  readonly row: string;
}

const DISCOVER = `
  select n.nspname as schema, c.relname as table, a.attname as column,
         array(select k.attname::text from pg_index i join pg_attribute k on k.attrelid = c.oid and k.attnum = any (i.indkey)
               where i.indrelid = c.oid and i.indisprimary order by k.attnum) as key
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_attribute a on a.attrelid = c.oid and a.attname = $3 and a.attnum > 0 and not a.attisdropped
  where c.relname = $2 and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and (n.nspname = $1 or ($1 is null and pg_table_is_visible(c.oid)))`;

interface Discovered {
  readonly schema: string;
  readonly table: string;
  readonly column: string | null;
  readonly key: readonly string[];
}

/** The rows that refer to objects; the caller has opened a read-only transaction. */
export class ReferenceRows {
  constructor(private readonly client: Client) {}

  /** Not every deployment has every table: says which exist. */
  async discover(references: readonly Reference[]): Promise<Discovery> {
    const found: ReferenceColumn[] = [];
    const notFound = new Set<string>();
    for (const reference of references) {
      const [schema, table] = splitName(reference.table);
      const { rows } = await this.client.query<Discovered>(DISCOVER, [schema, table, reference.column]);
      const [row] = rows;
      if (row === undefined) notFound.add(reference.table);
      else if (row.column === null) notFound.add(referenceName(reference));
      else found.push(referenceColumn(reference, row, row.column));
    }
    return { found, notFound: [...notFound] };
  }

  async count(found: readonly ReferenceColumn[]): Promise<readonly TableCount[]> {
    const counts: TableCount[] = [];
    for (const [table, sqlTable] of new Map(found.map((reference) => [reference.table, reference.sqlTable]))) {
      const { rows } = await this.client.query<{ rows: string }>(`select count(*) as rows from ${sqlTable}`);
      counts.push({ table, rows: Number(rows[0]?.rows) });
    }
    return counts;
  }

  /**
   * Every reference that is set, in the binary order of its path, through one cursor: within one bucket that is the
   * order of S3's keys.
   */
  async *stream(found: readonly ReferenceColumn[]): AsyncGenerator<StoredReference> {
    const selects = found.map(
      ({ table, column, sqlTable, sqlColumn, sqlRow }) =>
        `select ${sqlColumn}::text as path, ${escapeLiteral(`${table} `)} || ${sqlRow} || ${escapeLiteral(` (${column})`)} as row
         from ${sqlTable} where ${sqlColumn} is not null`,
    );
    const union = `select path, row from (${selects.join(' union all ')}) as reference order by path collate "C"`;
    yield* this.client.query(new QueryStream(union, [], { batchSize: FETCH_ROWS }));
  }
}

function referenceColumn({ table, column }: Reference, row: Discovered, found: string): ReferenceColumn {
  const key = row.key.map((name) => `${escapeIdentifier(name)}::text`);
  return {
    table,
    column,
    sqlTable: `${escapeIdentifier(row.schema)}.${escapeIdentifier(row.table)}`,
    sqlColumn: escapeIdentifier(found),
    sqlRow: key.length === 0 ? 'ctid::text' : `concat_ws('/', ${key.join(', ')})`,
  };
}

function splitName(name: string): readonly [schema: string | null, table: string] {
  const dot = name.indexOf('.');
  return dot === -1 ? [null, name] : [name.slice(0, dot), name.slice(dot + 1)];
}
