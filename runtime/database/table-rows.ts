import { type Client, escapeIdentifier } from 'pg';
import QueryStream from 'pg-query-stream';
import type { OldRow, RestoredRow, TableComparison, TableShape } from '../../domain/report/data-loss';

const FETCH_ROWS = 1_000;

/** The backup's own schema is no data of the application. */
const TABLES = `
  select n.nspname || '.' || c.relname as name,
         array(select a.attname::text from pg_attribute a
               where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
         array(select a.attname::text
               from pg_index i cross join unnest(i.indkey::int[]) with ordinality as k(attnum, place)
               join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
               where i.indrelid = c.oid and i.indisprimary order by k.place) as key
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and c.relpersistence <> 't'
    and n.nspname not in ('pg_catalog', 'information_schema', 'pegasus_backup')
    and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
  order by 1`;

/** Rows of any table, in the binary order of their primary key, through one cursor. */
export class TableRows {
  private constructor(private readonly client: Client) {}

  /** Opens the one transaction in which everything is read; rows print alike in both databases. */
  static async begin(client: Client): Promise<TableRows> {
    await client.query(`set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'postgres'`);
    await client.query('begin isolation level repeatable read read only');
    return new TableRows(client);
  }

  /** Every table that may be read, partitions and not the tables they are of. */
  async tables(): Promise<readonly TableShape[]> {
    return (await this.client.query<TableShape>(TABLES)).rows;
  }

  old(table: TableComparison): AsyncIterable<OldRow> {
    return this.stream<OldRow>(table, 'to_jsonb(t)::text as row', []);
  }

  /** @param since transaction id from which on rows count as written since the restore; null when not known */
  restored(table: TableComparison, since: string | null): AsyncIterable<RestoredRow> {
    return this.stream<RestoredRow>(table, 'coalesce(age(t.xmin) <= age($1::xid), false) as rewritten', [since]);
  }

  private stream<Row>({ table, key, columns }: TableComparison, more: string, values: unknown[]): AsyncIterable<Row> {
    const keys = key.map((name) => `t.${escapeIdentifier(name)}::text`);
    const row = columns.map((name) => `t.${escapeIdentifier(name)}`);
    const order = keys.map((name) => `${name} collate "C"`);
    return this.client.query(
      new QueryStream(
        `select array[${keys}] as key, md5(row(${row})::text) as digest, ${more} from ${sqlName(table)} t order by ${order}`,
        values,
        { batchSize: FETCH_ROWS },
      ),
    );
  }
}

/** Nothing forbids a dot in a name; the first one parts schema and table, as they were put together here. */
function sqlName(name: string): string {
  const dot = name.indexOf('.');
  return `${escapeIdentifier(name.slice(0, dot))}.${escapeIdentifier(name.slice(dot + 1))}`;
}
