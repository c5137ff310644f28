import { Client } from 'pg';

/** Every row of every user table: table → primary key → the row as Postgres prints it (times in UTC). */
export type Rows = ReadonlyMap<string, ReadonlyMap<string, string>>;

interface TableRow {
  readonly schema: string;
  readonly name: string;
  readonly key: string[] | null;
}

const TABLES = `
  select n.nspname as schema, c.relname as name,
    (select array_agg(a.attname::text order by k.position)
       from pg_index i
       cross join unnest(i.indkey) with ordinality as k(attnum, position)
       join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
      where i.indrelid = c.oid and i.indisprimary) as key
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
  order by 1, 2`;

/**
 * Reads the whole database in one transaction. A table without a primary key is compared by row and number of copies.
 * @param until leaves out what was committed after it, by the database's own commit times. @default - nothing
 */
export async function readRows(databaseUrl: string, until?: Date): Promise<Rows> {
  const client = new Client({ connectionString: databaseUrl, options: '-c timezone=UTC' });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const tables = await client.query<TableRow>(TABLES);
    const rows = new Map<string, Map<string, string>>();
    for (const table of tables.rows) {
      const found = await client.query<{ key: string; row: string }>(contents(client, table, until));
      rows.set(`${table.schema}.${table.name}`, new Map(found.rows.map(({ key, row }) => [key, row])));
    }
    return rows;
  } finally {
    await client.end();
  }
}

function contents(client: Client, { schema, name, key }: TableRow, until?: Date): string {
  // Of rows that are older than all that is known there is no time.
  const committed = until
    ? ` where coalesce(pg_xact_commit_timestamp(t.xmin) <= ${client.escapeLiteral(until.toISOString())}, true)`
    : '';
  const from = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)} t${committed}`;
  if (!key) return `select t::text as key, count(*)::text as row from ${from} group by 1`;
  const columns = key.map((column) => `t.${client.escapeIdentifier(column)}::text`);
  return `select concat_ws(', ', ${columns.join(', ')}) as key, t::text as row from ${from}`;
}

/** All tables in one: keys read `schema.table: primary key`. */
export function flat(rows: Rows): Map<string, string> {
  return new Map([...rows].flatMap(([table, content]) => [...content].map(([key, row]) => [`${table}: ${key}`, row])));
}
