import { type Client, escapeIdentifier } from 'pg';
import { howFar, sayHowFar } from '../../domain/database/how-far';
import type { CountedTable, CountedTables, NotCountedTable } from '../../domain/database/manifest';
import { compareKeys } from '../../domain/objects/entry';
import { shareOf, type TimeLeft } from '../execution/share-of-time';
import { idOf } from './database-identity';
import { askInSlices } from './in-slices';

/** Tables of an extension are not the application's, and some (those of pg_cron) show each role its own rows. */
export const NO_EXTENSION = `not exists (
  select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')`;

interface FoundTable {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  /** The column that dates its rows. */
  readonly dated: string | null;
}

/** Unlogged tables are left out: Postgres empties them in every recovery. By the catalog's sizes: asking a file takes a lock. */
const tablesWhere = (application: string): string => `
  select c.oid::text as oid, n.nspname as schema, c.relname as name,
         (select a.attname::text from pg_attribute a
          where a.attrelid = c.oid and a.attname in ('updated_at', 'created_at') and not a.attisdropped
            and a.atttypid in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
          order by a.attname desc limit 1) as dated
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and c.relpersistence = 'p' and ${application} and ${NO_EXTENSION}
  order by c.relpages, n.nspname, c.relname`;

/**
 * Each by itself, the small ones first: one that cannot be counted, or not in time, is named, and the others are counted.
 * @param application a condition on `n`
 * @param lineage see Named
 */
export async function countTables(
  client: Client,
  application: string,
  timeLeft: TimeLeft,
  lineage: string | undefined,
): Promise<CountedTables> {
  const { rows } = await client.query<FoundTable>(tablesWhere(application));
  const tables: CountedTable[] = [];
  const notCounted: NotCountedTable[] = [];
  for (const [n, found] of rows.entries()) {
    const counted = await countTable(client, found, shareOf(timeLeft, rows.length - n));
    const one = { ...counted, ...idOf(lineage, found.oid) };
    if ('reason' in one) notCounted.push(one);
    else tables.push(one);
  }
  return { tables: tables.sort(byName), notCounted: notCounted.sort(byName) };
}

async function countTable(
  client: Client,
  { schema, name: table, dated }: Omit<FoundTable, 'oid'>,
  over: () => boolean,
): Promise<CountedTable | NotCountedTable> {
  const name = `${schema}.${table}`;
  const newest = dated === null ? 'null::timestamptz' : `max(${escapeIdentifier(dated)})::timestamptz`;
  const asked = await askInSlices<{ rows: string; newest: Date | null }>(
    client,
    { sqlName: `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`, table: name },
    over,
    (from, where) => `select count(*) as rows, ${newest} as newest from ${from} where ${where}`,
  );
  if (asked === undefined) return { name, reason: 'it is gone' };
  const { found, part, missed, late } = asked;
  const rows = found.reduce((sum, slice) => sum + Number(slice.rows), 0);
  if (missed !== undefined) {
    const reason = found.length === 0 ? missed : `counted ${sayHowFar(howFar(rows, part))}; ${missed}`;
    return { name, reason, ...(late && { least: rows }) };
  }
  const times = found.flatMap((slice) => (slice.newest === null ? [] : [slice.newest.getTime()]));
  return { name, rows, newest: times.length === 0 ? null : new Date(Math.max(...times)).toISOString() };
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => compareKeys(a.name, b.name);
