import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import type { OrphanCount, Relation } from '../../domain/checks/foreign-keys';
import type {
  CountedTable,
  CountedTables,
  DatabaseContent,
  ForeignKey,
  NotCountedTable,
} from '../../domain/database/manifest';
import type { DatabaseAccess, RoleAccess } from '../../domain/database/privileges';
import { isBehind, type SequenceFacts, type SequenceRaise } from '../../domain/database/sequences';
import { readOne } from './one-table';
import { readSequences } from './sequence-facts';

/** The application's own: neither the server's nor the backup's. */
const APPLICATION = `n.nspname not in ('pg_catalog', 'information_schema', 'pegasus_backup') and n.nspname not like 'pg\\_%'`;

/** Tables of an extension are not the application's, and some (those of pg_cron) show each role its own rows. */
export const NO_EXTENSION = `not exists (
  select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')`;

/** Unlogged tables are left out: Postgres empties them in every recovery. */
const TABLES = `
  select n.nspname as schema, c.relname as name,
         (select a.attname::text from pg_attribute a
          where a.attrelid = c.oid and a.attname in ('updated_at', 'created_at') and not a.attisdropped
            and a.atttypid in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
          order by a.attname desc limit 1) as dated
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and c.relpersistence = 'p' and ${APPLICATION} and ${NO_EXTENSION}
  order by 1, 2`;

const FOREIGN_KEYS = `
  select format('%s.%s.%s', n.nspname, c.relname, k.conname) as name,
         k.convalidated and not exists (
           select from pg_trigger t where t.tgconstraint = k.oid and t.tgenabled = 'D') as enforced
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  where k.contype = 'f' and ${APPLICATION}
  order by 1`;

/** Objects of the application with their owner and privileges. The schema `public` has privileges of its own in every database. */
const OBJECTS = `
  select c.oid, c.relowner as owner, c.relacl as acl from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and ${APPLICATION}
  union all
  select p.oid, p.proowner, p.proacl from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${APPLICATION}
  union all
  select n.oid, n.nspowner, n.nspacl from pg_namespace n where n.nspname <> 'public' and ${APPLICATION}`;

const OWNERS = `
  select pg_get_userbyid(owner)::text as role, count(*)::int as objects from (${OBJECTS}) o
  where pg_get_userbyid(owner) <> current_user group by 1 order by 1`;

const GRANTS = `
  select case grantee when 0 then 'public' else pg_get_userbyid(grantee)::text end as role, count(distinct oid)::int as objects
  from (${OBJECTS}) o, aclexplode(o.acl) where grantee <> owner group by 1 order by 1`;

/** What a database says about itself, from its catalog and by counting. */
export class DatabaseFacts {
  constructor(private readonly client: Client) {}

  async content(): Promise<DatabaseContent> {
    return {
      migrationHead: await this.migrationHead(),
      ...(await this.tables()),
      sequences: (await this.sequences()).flatMap((facts) =>
        facts.next === null ? [] : [{ sequence: facts.sequence, next: facts.next, behind: isBehind(facts) }],
      ),
      foreignKeys: await this.foreignKeys(),
      access: await this.access(),
    };
  }

  /** Who beside the user of this connection owns or may use something of the application's. */
  async access(): Promise<DatabaseAccess> {
    const owners = await this.client.query<RoleAccess>(OWNERS);
    const grants = await this.client.query<RoleAccess>(GRANTS);
    return { owners: owners.rows, grants: grants.rows };
  }

  /** @returns null when there is no `schema_migrations`, or nothing in it */
  async migrationHead(): Promise<string | null> {
    if (!(await this.exists('schema_migrations', 'id'))) return null;
    const head = 'select max(id::text collate "C") as head from schema_migrations';
    return (await this.client.query<{ head: string | null }>(head)).rows[0]?.head ?? null;
  }

  /** Each by itself: one that cannot be read is named, the others are counted. */
  async tables(): Promise<CountedTables> {
    const { rows } = await this.client.query<{ schema: string; name: string; dated: string | null }>(TABLES);
    const counted: CountedTable[] = [];
    const notCounted: NotCountedTable[] = [];
    for (const { schema, name: table, dated } of rows) {
      const name = `${schema}.${table}`;
      const newest = dated === null ? 'null::timestamptz' : `max(${escapeIdentifier(dated)})::timestamptz`;
      const select = `select count(*) as rows, ${newest} as newest from ${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
      const one = await readOne(this.client, name, () =>
        this.client.query<{ rows: string; newest: Date | null }>(select),
      );
      if ('unreadable' in one) {
        notCounted.push({ name, reason: one.unreadable });
        continue;
      }
      const [row] = one.found.rows;
      counted.push({ name, rows: Number(row?.rows), newest: row?.newest?.toISOString() ?? null });
    }
    return { tables: counted, notCounted };
  }

  /** Every one of the application, owned by a column or not. */
  async sequences(): Promise<readonly SequenceFacts[]> {
    return await readSequences(this.client, APPLICATION);
  }

  /** Upwards only: what is higher by now stays. */
  async raise({ sequence, to }: SequenceRaise): Promise<void> {
    await this.client.query(
      `select setval(${escapeLiteral(sequence)}, $1) from ${sequence}
       where last_value < $1 or (last_value = $1 and not is_called)`,
      [to],
    );
  }

  async foreignKeys(): Promise<readonly ForeignKey[]> {
    return (await this.client.query<ForeignKey>(FOREIGN_KEYS)).rows;
  }

  /** Rows that hold the id of nothing, for the relations whose tables are there. */
  async orphans(relations: readonly Relation[]): Promise<readonly OrphanCount[]> {
    const counts: OrphanCount[] = [];
    for (const { table, column, refersTo } of relations) {
      if (!(await this.exists(table, column)) || !(await this.exists(refersTo, 'id'))) continue;
      const { rows } = await this.client.query<{ orphans: string }>(
        `select count(*) as orphans from ${escapeIdentifier(table)} c where c.${escapeIdentifier(column)} is not null
           and not exists (select from ${escapeIdentifier(refersTo)} p where p.id = c.${escapeIdentifier(column)})`,
      );
      counts.push({ table, column, refersTo, orphans: Number(rows[0]?.orphans) });
    }
    return counts;
  }

  /** Reads every row of a table, whatever lies out of line included. @returns undefined when there is no such table */
  async scan(table: string): Promise<number | undefined> {
    const name = table.split('.').map(escapeIdentifier).join('.');
    const { rows } = await this.client.query<{ found: boolean }>('select to_regclass($1) is not null as found', [name]);
    if (!rows[0]?.found) return undefined;
    const read = await this.client.query<{ rows: string }>(`select count(md5(t::text)) as rows from ${name} t`);
    return Number(read.rows[0]?.rows);
  }

  private async exists(table: string, column: string): Promise<boolean> {
    const { rows } = await this.client.query<{ found: boolean }>(
      `select exists (select from pg_attribute where attrelid = to_regclass($1) and attname = $2
                      and attnum > 0 and not attisdropped) as found`,
      [escapeIdentifier(table), column],
    );
    return rows[0]?.found ?? false;
  }
}
