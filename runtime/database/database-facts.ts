import { type Client, escapeLiteral } from 'pg';
import type { OrphanCount, Relation } from '../../domain/checks/foreign-keys';
import type { TableScan } from '../../domain/checks/warm-up';
import type { CountedTables, DatabaseContent, ForeignKey } from '../../domain/database/manifest';
import type { DatabaseAccess, RoleAccess } from '../../domain/database/privileges';
import { isBehind, type SequenceFacts, type SequenceRaise } from '../../domain/database/sequences';
import type { Clock } from '../execution/clock';
import { once } from '../execution/memoize';
import { type TimeLeft, UNLIMITED } from '../execution/share-of-time';
import { countOrphans } from './count-orphans';
import { countTables } from './count-tables';
import { idOf, lineageOf } from './database-identity';
import { readOne } from './one-table';
import { tableWith } from './real-tables';
import { scanTables } from './scan-tables';
import { readSequences } from './sequence-facts';

/** The application's own: neither the server's nor the backup's. */
const APPLICATION = `n.nspname not in ('pg_catalog', 'information_schema', 'pegasus_backup') and n.nspname not like 'pg\\_%'`;

const FOREIGN_KEYS = `
  select k.oid::text as id, format('%s.%s.%s', n.nspname, c.relname, k.conname) as name,
         k.convalidated and not exists (
           select from pg_trigger t where t.tgconstraint = k.oid and t.tgenabled = 'D') as enforced
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  where k.contype = 'f' and ${APPLICATION}
  order by name`;

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
  /** What makes an oid the one of no other database. */
  private readonly lineage: () => Promise<string | undefined>;

  constructor(private readonly client: Client) {
    this.lineage = once(() => lineageOf(client));
  }

  async content(timeLeft: TimeLeft = UNLIMITED): Promise<DatabaseContent> {
    const head = await readOne(this.client, 'schema_migrations', () => this.migrationHead());
    return {
      // One that cannot be read is among the tables that could not be counted.
      migrationHead: 'found' in head ? head.found : null,
      ...(await this.tables(timeLeft)),
      sequences: (await this.sequences(timeLeft)).flatMap((facts) =>
        facts.next === null
          ? []
          : [{ sequence: facts.sequence, id: facts.id, next: facts.next, behind: isBehind(facts) }],
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
    const table = await tableWith(this.client, 'schema_migrations', ['id']);
    if (table === undefined) return null;
    const head = `select max(id::text collate "C") as head from ${table}`;
    return (await this.client.query<{ head: string | null }>(head)).rows[0]?.head ?? null;
  }

  async tables(timeLeft: TimeLeft = UNLIMITED): Promise<CountedTables> {
    return await countTables(this.client, APPLICATION, timeLeft, await this.lineage());
  }

  /** Every one of the application, owned by a column or not. */
  async sequences(timeLeft: TimeLeft = UNLIMITED): Promise<readonly SequenceFacts[]> {
    return await readSequences(this.client, APPLICATION, timeLeft, await this.lineage());
  }

  /** Upwards only: what is higher by now stays. @returns why it could not be raised; undefined: it is */
  async raise({ sequence, to }: SequenceRaise): Promise<string | undefined> {
    const raised = await readOne(this.client, sequence, () =>
      this.client.query(
        `select setval(${escapeLiteral(sequence)}, $1) from ${sequence}
         where last_value < $1 or (last_value = $1 and not is_called)`,
        [to],
      ),
    );
    return 'unreadable' in raised ? raised.unreadable : undefined;
  }

  async foreignKeys(): Promise<readonly ForeignKey[]> {
    const lineage = await this.lineage();
    const { rows } = await this.client.query<ForeignKey & { readonly id: string }>(FOREIGN_KEYS);
    return rows.map(({ id, ...key }) => ({ ...key, ...idOf(lineage, id) }));
  }

  async orphans(relations: readonly Relation[], timeLeft: TimeLeft = UNLIMITED): Promise<readonly OrphanCount[]> {
    return await countOrphans(this.client, relations, timeLeft);
  }

  async scanAll(
    tables: readonly string[],
    clock: Pick<Clock, 'now'>,
    timeLeft: TimeLeft,
  ): Promise<readonly TableScan[]> {
    return await scanTables(this.client, tables, clock, timeLeft);
  }
}
