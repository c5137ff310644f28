import { type Client, escapeIdentifier } from 'pg';
import type { OldRow, RestoredRow, TableComparison, TableShape } from '../../domain/report/data-loss';
import { NO_EXTENSION } from './count-tables';
import { behindSavepoint } from './one-table';
import { PageSlices } from './page-slices';

/** Of one slice: some ten thousand narrow rows, by their keys and digests. */
const PAGES = 64;

/** The backup's own schema is no data of the application. */
const TABLES = `
  select n.nspname || '.' || c.relname as name,
         array(select a.attname::text from pg_attribute a
               where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
         coalesce(k.names, '{}') as key, coalesce(k.types, '{}') as "keyTypes"
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  cross join lateral (
    select array_agg(a.attname::text order by k.place) as names,
           array_agg(format_type(a.atttypid, a.atttypmod) order by k.place) as types
    from pg_index i cross join unnest(i.indkey::int[]) with ordinality as k(attnum, place)
    join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
    where i.indrelid = c.oid and i.indisprimary and k.place <= i.indnkeyatts) k
  where c.relkind = 'r' and c.relpersistence <> 't' and ${NO_EXTENSION}
    and n.nspname not in ('pg_catalog', 'information_schema', 'pegasus_backup')
  order by 1`;

/** Rows print alike in both databases. Keys are looked up by their index, and never by reading a table for each slice. */
const SETTINGS = `
  set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'postgres';
  set enable_hashjoin = off; set enable_mergejoin = off; set enable_seqscan = off`;

/** Rows of any table of one database, in the one transaction in which everything is read. */
export class TableRows {
  private constructor(private readonly client: Client) {}

  static async begin(client: Client): Promise<TableRows> {
    await client.query(SETTINGS);
    await client.query('begin isolation level repeatable read read only');
    return new TableRows(client);
  }

  /** Every table, those too that may not be read; partitions and not the tables they are of. */
  async tables(): Promise<readonly TableShape[]> {
    return (await this.client.query<TableShape>(TABLES)).rows;
  }

  slices({ table }: Pick<TableComparison, 'table'>): PageSlices {
    return new PageSlices(this.client, sqlName(table), PAGES);
  }

  /** @param where a condition on `t` */
  async old({ table, key, columns }: TableComparison, where: string): Promise<readonly OldRow[]> {
    // `offset 0`: else the row would be printed twice, once for each use.
    const { rows } = await this.client.query<OldRow>(
      `select at, key, md5(printed) as digest, octet_length(printed) as bytes
       from (select t.ctid::text as at, array[${key.map((name) => `t.${escapeIdentifier(name)}::text`)}] as key,
                    ${printed(columns)} as printed
             from only ${sqlName(table)} t where ${where} offset 0) as slice`,
    );
    return rows;
  }

  /**
   * The rows that have these keys, by the place of the key.
   * @param since transaction id from which on rows count as written since the restore; null when not known
   */
  async restored(
    { table, key, keyTypes, columns }: TableComparison,
    keys: readonly OldRow['key'][],
    since: string | null,
  ): Promise<ReadonlyMap<number, RestoredRow>> {
    const wanted = key.map((_, n) => `$${n + 2}::text[]`);
    const equal = key.map((name, n) => `t.${escapeIdentifier(name)} = k.k${n}::${keyTypes[n]}`);
    const { rows } = await behindSavepoint(this.client, () =>
      this.client.query<RestoredRow & { place: number }>(
        `select k.place::int as place, md5(${printed(columns)}) as digest,
                coalesce(age(t.xmin) <= age($1::xid), false) as rewritten
         from unnest(${wanted}) with ordinality as k(${key.map((_, n) => `k${n}`)}, place)
         join only ${sqlName(table)} t on ${equal.join(' and ')}`,
        [since, ...key.map((_, n) => keys.map((values) => values[n]))],
      ),
    );
    return new Map(rows.map(({ place, digest, rewritten }) => [place - 1, { digest, rewritten }]));
  }

  /** Whole rows as JSON text, by where they are. */
  async whole(table: string, ats: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { rows } = await behindSavepoint(this.client, () =>
      this.client.query<{ at: string; row: string }>(
        `select t.ctid::text as at, to_jsonb(t)::text as row from only ${sqlName(table)} t where t.ctid = any($1::tid[])`,
        [ats],
      ),
    );
    return new Map(rows.map(({ at, row }) => [at, row]));
  }

  /** Whether the connection is still there. */
  async answers(): Promise<boolean> {
    return await this.client.query('select').then(
      () => true,
      () => false,
    );
  }
}

const printed = (columns: readonly string[]): string =>
  `row(${columns.map((name) => `t.${escapeIdentifier(name)}`)})::text`;

/** Nothing forbids a dot in a name; the first one parts schema and table, as they were put together here. */
function sqlName(name: string): string {
  const dot = name.indexOf('.');
  return `${escapeIdentifier(name.slice(0, dot))}.${escapeIdentifier(name.slice(dot + 1))}`;
}
