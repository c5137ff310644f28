import { connect, type PostgresTarget } from './postgres';
import { RestoredRows } from './restored-rows';

/** What a restored database says about itself. */
export interface RestoredContent {
  readonly databaseName: string;
  /** ISO 8601; null when the heartbeat table is missing or empty. */
  readonly newestHeartbeat: string | null;
  /** Commit time of the last transaction that recovery replayed, ISO 8601; null after a restart, and without a recovery. */
  readonly lastReplayed: string | null;
  /** The transaction id it gives next: what has it, or a later one, was written since the restore. */
  readonly transaction: string;
}

/** Reads it from the database, in a session that cannot write. */
export async function readRestoredContent(target: PostgresTarget): Promise<RestoredContent> {
  const client = await connect({ ...target, readOnly: true });
  try {
    const { rows } = await client.query<{ name: string; transaction: string; replayed: Date | null }>(
      `select current_database() as name, pg_last_xact_replay_timestamp() as replayed,
              (pg_snapshot_xmax(pg_current_snapshot())::text::numeric % 4294967296)::text as transaction`,
    );
    const { name: databaseName = '', transaction = '', replayed = null } = rows[0] ?? {};
    const newest = await new RestoredRows(client).newestHeartbeat();
    return {
      databaseName,
      newestHeartbeat: newest?.writtenAt ?? null,
      lastReplayed: replayed?.toISOString() ?? null,
      transaction,
    };
  } finally {
    await client.end();
  }
}
