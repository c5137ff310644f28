import type { Client } from 'pg';

/** Longer than any window that a database can go back in (RDS: 35 days). */
const KEPT_DAYS = 40;

/** The table `pegasus_backup.heartbeat`, in the protected database. */
export class HeartbeatRows {
  constructor(private readonly client: Pick<Client, 'query'>) {}

  /** The database's clock, ISO 8601. */
  async now(): Promise<string> {
    const { rows } = await this.client.query<{ now: Date }>('select now()');
    return rows[0]!.now.toISOString();
  }

  /** Makes the table when it is not there: afterwards no right to create anything is needed. */
  async add(id: string): Promise<void> {
    const { rows } = await this.client.query<{ found: boolean }>(
      `select to_regclass('pegasus_backup.heartbeat') is not null as found`,
    );
    if (!rows[0]!.found) {
      await this.client.query(
        `create schema if not exists pegasus_backup;
         create table if not exists pegasus_backup.heartbeat (
           id text primary key,
           written_at timestamptz not null default now()
         )`,
      );
    }
    await this.client.query('insert into pegasus_backup.heartbeat (id) values ($1)', [id]);
    await this.client.query(
      `delete from pegasus_backup.heartbeat where written_at < now() - make_interval(days => ${KEPT_DAYS})`,
    );
  }
}
