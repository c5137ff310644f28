import type { Client } from 'pg';
import type { RowsWritten } from '../../domain/workflow/workflow';

/** A transaction of another session that has written and has not ended. */
export interface OpenTransaction {
  readonly pid: number;
  readonly application: string;
  readonly seconds: number;
}

/** The sessions of the database that is about to be restored: looked at, and ended only where that was asked for. */
export class SourceSessions {
  constructor(private readonly client: Pick<Client, 'query' | 'end'>) {}

  /** The database's clock, whatever transaction this is, ISO 8601. */
  async now(): Promise<string> {
    const { rows } = await this.client.query<{ now: Date }>('select clock_timestamp() as now');
    return rows[0]!.now.toISOString();
  }

  /** Oldest first. A transaction has an id as soon as it writes; one that only reads is not waited for. */
  async writers(): Promise<readonly OpenTransaction[]> {
    const { rows } = await this.client.query<OpenTransaction>(
      `select pid, coalesce(application_name, '') as application,
              coalesce(extract(epoch from clock_timestamp() - xact_start), 0)::int as seconds
         from pg_stat_activity
        where backend_xid is not null and datname = current_database() and pid <> pg_backend_pid()
        order by xact_start`,
    );
    return rows;
  }

  /** Connections of clients to this database, by application and user; those of this product are not among them. */
  async clients(): Promise<readonly { readonly application: string; readonly user: string; readonly count: number }[]> {
    const { rows } = await this.client.query<{ application: string; user: string; count: number }>(
      `select coalesce(application_name, '') as application, usename as "user", count(*)::int as count
         from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
          and application_name is distinct from 'pegasus-backup'
        group by 1, 2 order by 3 desc, 1, 2 limit 20`,
    );
    return rows;
  }

  /** Of the user's tables, our own heartbeats not among them; undefined where the server does not count. */
  async written(): Promise<RowsWritten | undefined> {
    const { rows } = await this.client.query<RowsWritten & { counts: boolean }>(
      `select coalesce(sum(n_tup_ins), 0)::float8 as inserted, coalesce(sum(n_tup_upd), 0)::float8 as updated,
              coalesce(sum(n_tup_del), 0)::float8 as deleted, current_setting('track_counts')::bool as counts
         from pg_stat_user_tables where schemaname <> 'pegasus_backup'`,
    );
    const { counts, ...written } = rows[0]!;
    return counts ? written : undefined;
  }

  /** Ends the sessions, which rolls their transactions back. */
  async end(pids: readonly number[]): Promise<void> {
    await this.client.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [pids]);
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
