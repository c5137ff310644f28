import { type Client, escapeIdentifier } from 'pg';
import type { OldRow, RestoredRow } from '../../domain/report/data-loss';
import type { LookIn, TableComparison, TableShape } from '../../domain/report/table-comparison';
import { NO_EXTENSION } from './count-tables';
import { behindSavepoint } from './one-table';
import { PageSlices } from './page-slices';
import { FIRST_USER_OID, isBuiltIn, printed, WHY_NOT_READ } from './real-tables';

/** Of one slice: some ten thousand narrow rows, by their keys and digests. */
const PAGES = 64;

/** How the index of the key compares; only a superuser makes a class of operators. */
const EQUALS = `(
  select format('operator(%I.%s)', s.nspname, o.oprname)
  from pg_opclass b join pg_amop m on m.amopfamily = b.opcfamily and m.amopstrategy = 3
    and m.amoplefttype = b.opcintype and m.amoprighttype = b.opcintype
  join pg_am x on x.oid = m.amopmethod and x.amname = 'btree'
  join pg_operator o on o.oid = m.amopopr join pg_namespace s on s.oid = o.oprnamespace
  where b.oid = k.class)`;

/**
 * The backup's own schema is no data of the application. Keys are given as values of their type, or of what their domain
 * is of: reading a composite or a range may run what its owner has written.
 */
const TABLES = `
  select n.nspname || '.' || c.relname as name, c.oid::text as oid,
         (select rn.nspname || '.' || r.relname from pg_class r join pg_namespace rn on rn.oid = r.relnamespace
          where r.oid = coalesce(pg_partition_root(c.oid)::oid, c.oid)) as root,
         array(select a.attname::text from pg_attribute a
               where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
         array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
               and not a.attisdropped and not ${isBuiltIn('a.atttypid')}) as "ofOtherTypes",
         coalesce(k.names, '{}') as key, coalesce(k.types, '{}') as "keyTypes", coalesce(k.equals, '{}') as "keyEquals",
         coalesce(${WHY_NOT_READ}, k.unusable) as "notCompared"
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  cross join lateral (
    select array_agg(a.attname::text order by k.place) as names,
           array_agg(format_type(b.oid, -1) order by k.place) as types,
           array_agg(coalesce(${EQUALS}, 'operator(pg_catalog.=)') order by k.place) as equals,
           min('its key has the type ' || format_type(b.oid, -1) || ', which may run code of its owner when a value is read')
             filter (where b.oid >= ${FIRST_USER_OID} and (b.typtype not in ('b', 'e') or b.typelem <> 0)) as unusable
    from pg_index i cross join unnest(i.indkey::int[], i.indclass::oid[]) with ordinality as k(attnum, class, place)
    join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
    join pg_type t on t.oid = a.atttypid join pg_type b on b.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
    where i.indrelid = c.oid and i.indisprimary and k.place <= i.indnkeyatts) k
  where c.relkind = 'r' and c.relpersistence <> 't' and ${NO_EXTENSION}
    and n.nspname not in ('pg_catalog', 'information_schema', 'pegasus_backup')
  order by 1`;

interface FoundShape extends TableShape {
  /** Columns whose types users have made. */
  readonly ofOtherTypes: readonly string[];
}

/** Rows print alike in both databases. Keys are looked up by their index, and never by reading a table for each slice. */
const SETTINGS = `
  set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'postgres';
  set enable_hashjoin = off; set enable_mergejoin = off; set enable_seqscan = off`;

/** Rows of any table of one database, in the one transaction in which everything is read. */
export class TableRows {
  private shapes: readonly FoundShape[] = [];

  private constructor(private readonly client: Client) {}

  static async begin(client: Client): Promise<TableRows> {
    await client.query(SETTINGS);
    await client.query('begin isolation level repeatable read read only');
    return new TableRows(client);
  }

  /** Every table, those too that may not be read; partitions and not the tables they are of. */
  async tables(): Promise<readonly TableShape[]> {
    this.shapes = (await this.client.query<FoundShape>(TABLES)).rows;
    return this.shapes;
  }

  slices({ table }: Pick<TableComparison, 'table'>): PageSlices {
    return new PageSlices(this.client, sqlName(table), PAGES);
  }

  /** @param where a condition on `t` */
  async old({ table, key, columns }: TableComparison, where: string): Promise<readonly OldRow[]> {
    // `offset 0`: else the row would be printed twice, once for each use.
    const { rows } = await this.client.query<OldRow>(
      `select at, key, md5(printed) as digest, octet_length(printed) as bytes
       from (select t.ctid::text as at, array[${key.map((name) => printed(`t.${escapeIdentifier(name)}`))}] as key,
                    ${rowOf(columns)} as printed
             from only ${sqlName(table)} t where ${where} offset 0) as slice`,
    );
    return rows;
  }

  /**
   * The rows that have these keys, by the place of the key.
   * @param since transaction id from which on rows count as written since the restore; null when not known
   */
  async restored(
    { key, keyTypes, keyEquals, columns }: TableComparison,
    { name, isPartitioned }: LookIn,
    keys: readonly OldRow['key'][],
    since: string | null,
  ): Promise<ReadonlyMap<number, RestoredRow>> {
    const wanted = key.map((_, n) => `$${n + 2}::${keyTypes[n]}[]`);
    const equal = key.map((name, n) => `t.${escapeIdentifier(name)} ${keyEquals[n]} k.k${n}`);
    const { rows } = await behindSavepoint(this.client, () =>
      this.client.query<RestoredRow & { place: number }>(
        `select k.place::int as place, md5(${rowOf(columns)}) as digest,
                coalesce(age(t.xmin) <= age($1::xid), false) as rewritten
         from unnest(${wanted}) with ordinality as k(${key.map((_, n) => `k${n}`)}, place)
         join ${isPartitioned ? '' : 'only '}${sqlName(name)} t on ${equal.join(' and ')}`,
        [since, ...key.map((_, n) => keys.map((values) => values[n]))],
      ),
    );
    return new Map(rows.map(({ place, digest, rewritten }) => [place - 1, { digest, rewritten }]));
  }

  /** Whole rows as JSON text, by where they are. */
  async whole(table: string, ats: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { columns = [], ofOtherTypes = [] } = this.shapes.find(({ name }) => name === table) ?? {};
    // JSON would be made by a cast to it, where the owner of a type has made one.
    const values = columns.map((name) => {
      const value = `t.${escapeIdentifier(name)}`;
      return `${ofOtherTypes.includes(name) ? printed(value) : value} as ${escapeIdentifier(name)}`;
    });
    const { rows } = await behindSavepoint(this.client, () =>
      this.client.query<{ at: string; row: string }>(
        `select t.ctid::text as at, (select to_jsonb(r) from (select ${values}) as r)::text as row from only ${sqlName(table)} t where t.ctid = any($1::tid[])`,
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

const rowOf = (columns: readonly string[]): string =>
  `row(${columns.map((name) => `t.${escapeIdentifier(name)}`)})::text`;

/** Nothing forbids a dot in a name; the first one parts schema and table, as they were put together here. */
function sqlName(name: string): string {
  const dot = name.indexOf('.');
  return `${escapeIdentifier(name.slice(0, dot))}.${escapeIdentifier(name.slice(dot + 1))}`;
}
