import { connect, type PostgresTarget } from './postgres';

/** What a restored database says about itself. */
export interface RestoredContent {
  readonly databaseName: string;
  /** ISO 8601; null when the heartbeat table is missing or empty. */
  readonly newestHeartbeat: string | null;
}

/** Reads it from the database, in a session that cannot write. */
export async function readRestoredContent(target: PostgresTarget): Promise<RestoredContent> {
  const client = await connect({ ...target, readOnly: true });
  try {
    const table = await client.query<{ name: string; found: boolean }>(
      `select current_database() as name, to_regclass('pegasus_backup.heartbeat') is not null as found`,
    );
    const { name: databaseName = '', found = false } = table.rows[0] ?? {};
    if (!found) return { databaseName, newestHeartbeat: null };
    const heartbeats = await client.query<{ newest: Date | null }>(
      'select max(written_at) as newest from pegasus_backup.heartbeat',
    );
    return { databaseName, newestHeartbeat: heartbeats.rows[0]?.newest?.toISOString() ?? null };
  } finally {
    await client.end();
  }
}
