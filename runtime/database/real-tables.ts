import type { Client } from 'pg';
import { FOREIGN_CALLS } from './foreign-code';
import { SEARCHED } from './session';

/** A relation of that name. Names are as the catalog has them; `sqlName` is quoted. */
export interface FoundTable {
  readonly schema: string;
  readonly name: string;
  readonly sqlName: string;
  readonly pages: number;
  /** Why no row of it is read, in words; null when rows are. */
  readonly notRead: string | null;
  readonly columns: readonly FoundColumn[];
}

export interface FoundColumn {
  readonly name: string;
  /** Its type, or what its domain is of, came with the server: no user can have made a cast or an operator for it. */
  readonly builtIn: boolean;
  /** Place in the primary key, from 1; null when it is no part of it. */
  readonly key: number | null;
}

/** Relations with oids from here on were made by users. */
export const FIRST_USER_OID = 16_384;

/** SQL of a type: the one that a domain of it is of. */
const baseOf = (type: string): string =>
  `(select coalesce(nullif(t.typbasetype, 0), t.oid) from pg_type t where t.oid = ${type})`;

/** SQL: whether only the server's makers can have made a cast, an operator or an output function for the type. */
export const isBuiltIn = (type: string): string => `${baseOf(type)} < ${FIRST_USER_OID}`;

/** SQL: a value as text by its output function. A cast may be one that the owner of its type has made, an output function may not. */
export const printed = (value: string): string => `case when num_nulls(${value}) = 0 then format('%s', ${value}) end`;

/**
 * SQL of a row `c` of pg_class and its `n`: why none of its rows is read, in words; null when they are. Tables hold rows.
 * A view or a foreign table is code of its owner, which would run with the rights of this session; to plan a look at a
 * table may run what its indexes call, which a superuser must not.
 */
export const WHY_NOT_READ = `case
  when c.relkind not in ('r', 'p', 'm') then
    format('%I.%I is a %s: it runs code of its owner and is not read; name a table',
           n.nspname, c.relname, case c.relkind when 'f' then 'foreign table' else 'view' end)
  when (select rolsuper from pg_roles where rolname = current_user) then (
    select format('%I.%I is not read: an index calls %s of %I, which would run with the rights of a superuser; connect as another user',
                  n.nspname, c.relname, foreign_code.call, pg_get_userbyid(foreign_code.owner))
    from ${FOREIGN_CALLS} limit 1) end`;

/** SQL of an oid: the same of the relation with its partitions and what inherits from it. */
export const whyTreeNotRead = (oid: string): string => `(
  with recursive tree as (
    select ${oid} as oid union select i.inhrelid from pg_inherits i join tree on i.inhparent = tree.oid)
  select ${WHY_NOT_READ} from tree join pg_class c on c.oid = tree.oid join pg_namespace n on n.oid = c.relnamespace
  where ${WHY_NOT_READ} is not null order by c.oid limit 1)`;

const FIND = `
  select n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as "sqlName",
         c.relpages as pages, ${whyTreeNotRead('c.oid')} as "notRead",
         (select coalesce(json_agg(json_build_object('name', a.attname, 'builtIn', ${isBuiltIn('a.atttypid')}, 'key', (
              select k.place from pg_index i cross join unnest(i.indkey::int2[]) with ordinality as k(attnum, place)
              where i.indrelid = c.oid and i.indisprimary and k.attnum = a.attnum and k.place <= i.indnkeyatts))
            order by a.attnum), '[]')
          from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relname = $2 and c.relkind in ('r', 'p', 'm', 'v', 'f')
    and n.nspname = any (case when $1::name is null then ${SEARCHED} else array[$1::name] end)
  order by array_position(${SEARCHED}, n.nspname) limit 1`;

type Session = Pick<Client, 'query'>;

/** @param name `table` or `schema.table`; the first dot parts the two */
export async function findTable(client: Session, name: string): Promise<FoundTable | undefined> {
  const dot = name.indexOf('.');
  const parts = dot === -1 ? [null, name] : [name.slice(0, dot), name.slice(dot + 1)];
  return (await client.query<FoundTable>(FIND, parts)).rows[0];
}

/**
 * A table that has these columns, each of a type of the server's; without them it is that of another application.
 * @returns its quoted name
 */
export async function tableWith(
  client: Session,
  name: string,
  columns: readonly string[],
): Promise<string | undefined> {
  const table = await findTable(client, name);
  if (table === undefined || table.notRead !== null) return undefined;
  const usable = new Set(table.columns.filter(({ builtIn }) => builtIn).map((column) => column.name));
  return columns.every((column) => usable.has(column)) ? table.sqlName : undefined;
}
