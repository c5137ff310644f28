import { type Client, escapeIdentifier } from 'pg';
import type { SequenceColumn, SequenceFacts } from '../../domain/database/sequences';
import type { TimeLeft } from '../execution/share-of-time';
import { idOf } from './database-identity';
import { type OfTable, readOne } from './one-table';
import { whyTreeNotRead } from './real-tables';

interface FoundColumn {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly maximum: string;
  /** What is no id of a sequence may stand in it: fractions, and numbers that are larger than any. */
  readonly fractions: boolean;
  /** Why its values are not compared with those of a sequence. */
  readonly unlike: string | null;
  /** Why its values are not looked at. */
  readonly notRead: string | null;
}

interface Found extends Pick<SequenceFacts, 'sequence' | 'increment' | 'maximum' | 'cycles' | 'writable'> {
  readonly oid: string;
  readonly readable: boolean;
  readonly columns: readonly FoundColumn[];
}

/** Of any id; what was handed out last may be this one, and its next is none. */
const LARGEST = 9223372036854775807n;

/**
 * The columns that own a sequence, and those whose default takes its next value. Partitions are looked at as one table,
 * unless only the partition has its ids from there. Of a domain its base type counts.
 */
const COLUMNS = `
  with recursive used as (
    select d.refobjid as relid, d.refobjsubid as attnum from pg_depend d
    where d.classid = 'pg_class'::regclass and d.objid = s.oid and d.deptype in ('a', 'i')
      and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0
    union
    select f.adrelid, f.adnum from pg_depend d join pg_attrdef f on f.oid = d.objid
    where d.classid = 'pg_attrdef'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = s.oid),
  typed as (
    select u.relid, u.attnum, a.atttypid as type, a.atttypmod as modifier
    from used u join pg_attribute a on a.attrelid = u.relid and a.attnum = u.attnum
    union all
    select typed.relid, typed.attnum, t.typbasetype, t.typtypmod
    from typed join pg_type t on t.oid = typed.type and t.typtype = 'd')
  select json_build_object('schema', n.nspname, 'table', c.relname, 'column', a.attname, 'notRead', ${whyTreeNotRead('c.oid')},
           'fractions', typed.type = 'numeric'::regtype,
           'maximum', case typed.type when 'int2'::regtype then '32767' when 'int4'::regtype then '2147483647'
             else case when typed.type = 'numeric'::regtype and typed.modifier >= 4 and whole.digits between 1 and 18
               then repeat('9', whole.digits) else '9223372036854775807' end end,
           'unlike', case when c.relkind = 'v' then 'it is a view' when c.relkind not in ('r', 'p') then 'it is a foreign table'
             when typed.type not in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype)
             then 'its type is ' || format_type(a.atttypid, a.atttypmod) end)
  from typed
  join pg_type t on t.oid = typed.type and t.typtype <> 'd'
  join pg_class c on c.oid = typed.relid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum = typed.attnum
  cross join lateral (
    select ((typed.modifier - 4) >> 16 & 65535) - ((((typed.modifier - 4) & 2047) # 1024) - 1024) as digits) whole
  where not (c.relispartition and exists (
    select from used u join pg_attribute above on above.attrelid = u.relid and above.attnum = u.attnum
    where u.relid <> c.oid and above.attname = a.attname and u.relid in (select relid from pg_partition_ancestors(c.oid))))
  order by n.nspname, c.relname, a.attname`;

const sequencesWhere = (application: string): string => `
  select s.oid::text as oid, format('%I.%I', n.nspname, s.relname) as sequence, p.seqincrement::text as increment, p.seqmax::text as maximum,
         p.seqcycle as cycles,
         has_schema_privilege(n.oid, 'usage') and has_sequence_privilege(s.oid, 'select') as readable,
         has_schema_privilege(n.oid, 'usage') and has_sequence_privilege(s.oid, 'update') as writable,
         to_json(array(${COLUMNS})) as columns
  from pg_sequence p join pg_class s on s.oid = p.seqrelid join pg_namespace n on n.oid = s.relnamespace
  where s.relpersistence <> 't' and ${application}
  order by n.nspname, s.relname`;

/** Every sequence of the application, with the columns that take their ids from it. @param application a condition on `n` */
export async function readSequences(
  client: Client,
  application: string,
  timeLeft: TimeLeft,
  lineage: string | undefined,
): Promise<readonly SequenceFacts[]> {
  const { rows } = await client.query<Found>(sequencesWhere(application));
  const facts: SequenceFacts[] = [];
  for (const { oid, readable, columns: found, ...sequence } of rows) {
    const read = readable ? await nextOf(client, sequence) : { found: null };
    const next = 'found' in read ? read.found : null;
    const columns: SequenceColumn[] = [];
    if (next !== null) for (const column of found) columns.push(await idsOf(client, column, next, timeLeft));
    const ends = [sequence.maximum, ...found.map(({ maximum }) => maximum)];
    const maximum = ends.reduce((least, one) => (BigInt(one) < BigInt(least) ? one : least));
    facts.push({
      ...sequence,
      ...idOf(lineage, oid),
      maximum,
      next,
      columns,
      ...('unreadable' in read && { unknown: read.unreadable }),
    });
  }
  return facts;
}

/** One that is locked or gone by now says nothing of the others. */
async function nextOf(
  client: Client,
  { sequence, increment }: Pick<Found, 'sequence' | 'increment'>,
): Promise<OfTable<string>> {
  return await readOne(client, sequence, async () => {
    const { rows } = await client.query<{ next: string }>(
      `select (case when is_called then last_value::numeric + ${increment} else last_value end)::text as next from ${sequence}`,
    );
    return rows[0]?.next ?? '';
  });
}

/** Two looks, so that an index answers each. One that takes too long says nothing of the others. */
async function idsOf(client: Client, found: FoundColumn, next: string, timeLeft: TimeLeft): Promise<SequenceColumn> {
  const from = BigInt(next) > LARGEST ? String(LARGEST) : next;
  const column = `${found.schema}.${found.table}.${found.column}`;
  if (found.unlike !== null) return { column, largest: null, nearest: null, unknown: found.unlike, unlike: true };
  if (found.notRead !== null) return { column, largest: null, nearest: null, unknown: found.notRead };
  if (timeLeft() < 0) return { column, largest: null, nearest: null, unknown: 'the time limit was reached' };
  const id = escapeIdentifier(found.column);
  const table = `${escapeIdentifier(found.schema)}.${escapeIdentifier(found.table)}`;
  const [digits, isId] = found.fractions ? ['trunc', `${id} = trunc(${id}) and ${id} <= ${LARGEST}`] : ['', 'true'];
  const read = await readOne(client, `${found.schema}.${found.table}`, () =>
    client.query<{ largest: string | null; nearest: string | null }>(
      `select (select ${digits}(max(${id}))::text from ${table} where ${isId}) as largest,
              (select ${digits}(min(${id}))::text from ${table} where ${isId} and ${id} >= $1::int8) as nearest`,
      [from],
    ),
  );
  if ('unreadable' in read) return { column, largest: null, nearest: null, unknown: read.unreadable };
  const { largest = null, nearest = null } = read.found.rows[0] ?? {};
  return { column, largest, nearest };
}
