import type { Client } from 'pg';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { eventTriggers } from './foreign-code';
import { ADDITIONS, OWNERS } from './heartbeat-table';

/** Longer than any window that a database can go back in (RDS: 35 days). */
const KEPT_DAYS = 40;

const MAKE = `
  create schema if not exists pegasus_backup;
  create table pegasus_backup.heartbeat (
    id text primary key,
    written_at timestamptz not null default now()
  )`;

interface Owner {
  readonly what: string;
  readonly owner: string;
  readonly isTable: boolean;
  readonly mayOwn: boolean;
}

/** The table `pegasus_backup.heartbeat`, in the protected database. */
export class HeartbeatRows {
  constructor(private readonly client: Pick<Client, 'query' | 'user'>) {}

  /** The database's clock, ISO 8601. */
  async now(): Promise<string> {
    const { rows } = await this.client.query<{ now: Date }>('select now()');
    return rows[0]!.now.toISOString();
  }

  /**
   * Makes the table when it is not there: afterwards no right to create anything is needed. What another role owns, or has
   * added something to, is not written to: a trigger would run with the rights of this user.
   * @throws PegasusError `DatabaseRefused` naming what is not this product's
   */
  async add(id: string): Promise<void> {
    await this.client.query('begin');
    try {
      await this.find();
      // Nothing can be added to it between the look and the row.
      await this.client.query('lock table only pegasus_backup.heartbeat in row exclusive mode');
      const { rows } = await this.client.query<{ addition: string }>(ADDITIONS);
      if (rows.length > 0) {
        const additions = rows.map(({ addition }) => addition).join(', ');
        throw refused(`it has what this product has not made (${additions}): remove it, and find out who made it`);
      }
      await this.client.query('insert into pegasus_backup.heartbeat (id, written_at) values ($1, now())', [id]);
      await this.client.query(
        `delete from only pegasus_backup.heartbeat where written_at < now() - make_interval(days => ${KEPT_DAYS})`,
      );
      await this.client.query('commit');
    } catch (error) {
      // Where the connection is gone, the first error has said so.
      await this.client.query('rollback').catch(() => {});
      throw error;
    }
  }

  private async find(): Promise<void> {
    const { rows: owners } = await this.client.query<Owner>(OWNERS);
    for (const { what, owner, mayOwn } of owners) {
      if (mayOwn) continue;
      throw refused(
        `${what} belongs to ${owner}, who could let it run code with the rights of ${this.client.user}: give it to the user of ` +
          'the heartbeat with the SQL of `pegasus-backup database-users --sql`, or drop it',
      );
    }
    if (owners.some(({ isTable }) => isTable)) return;
    const triggers = await eventTriggers(this.client);
    if (triggers.length > 0) {
      throw refused(
        `to make it would run the event trigger ${triggers.join(', ')}: make it with the SQL of ` +
          '`pegasus-backup database-users --sql`',
      );
    }
    await this.client.query(MAKE);
  }
}

const refused = (why: string): PegasusError =>
  new PegasusError(ErrorName.DATABASE_REFUSED, `No heartbeat is written to pegasus_backup.heartbeat: ${why}.`);
