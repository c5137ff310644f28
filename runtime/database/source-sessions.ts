import type { Client } from 'pg';

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

  /** Ends the sessions, which rolls their transactions back. */
  async end(pids: readonly number[]): Promise<void> {
    await this.client.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [pids]);
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
