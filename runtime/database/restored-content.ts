import { connect, type PostgresTarget } from './postgres';

/** What a restored database says about itself. */
export interface RestoredContent {
  readonly databaseName: string;
  /** ISO 8601; null when the heartbeat table is missing or empty. */
  readonly newestHeartbeat: string | null;
  /** The transaction id it gives next: what has it, or a later one, was written since the restore. */
  readonly transaction: string;
}

/** Reads it from the database, in a session that cannot write. */
export async function readRestoredContent(target: PostgresTarget): Promise<RestoredContent> {
  const client = await connect({ ...target, readOnly: true });
  try {
    const table = await client.query<{ name: string; transaction: string; found: boolean }>(
      `select current_database() as name, to_regclass('pegasus_backup.heartbeat') is not null as found,
              (pg_snapshot_xmax(pg_current_snapshot())::text::numeric % 4294967296)::text as transaction`,
    );
    const { name: databaseName = '', transaction = '', found = false } = table.rows[0] ?? {};
    if (!found) return { databaseName, newestHeartbeat: null, transaction };
    const heartbeats = await client.query<{ newest: Date | null }>(
      'select max(written_at) as newest from pegasus_backup.heartbeat',
    );
    return { databaseName, newestHeartbeat: heartbeats.rows[0]?.newest?.toISOString() ?? null, transaction };
  } finally {
    await client.end();
  }
}
