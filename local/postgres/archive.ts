import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';

/**
 * Every finished WAL segment is copied to `archive` beside the data directory, under its name only when it is whole.
 * Paths are relative to the data directory, where Postgres runs the command: no path can surprise the shell.
 */
export const ARCHIVE_SETTINGS = {
  archive_mode: 'on',
  archive_command: 'cp %p ../archive/%f.part && mv ../archive/%f.part ../archive/%f',
  archive_timeout: '30s',
};

/**
 * Makes every moment up to now restorable, and returns that moment.
 *
 * Recovery to a time ends at the first commit after it, so such a commit must be in the archive: one that changes
 * nothing is made here, after the clock was read, and its segment is archived before this resolves.
 */
export async function archiveUntilNow(client: Client, archiveDirectory: string, signal?: AbortSignal): Promise<Date> {
  const { rows: clock } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  await client.query('SELECT pg_current_xact_id()');
  const { rows: switched } = await client.query<{ segment: string }>(
    'SELECT pg_walfile_name(pg_switch_wal() - 1) AS segment',
  );
  await untilArchived(client, archiveDirectory, switched[0]!.segment, signal);
  return clock[0]!.now;
}

/** Resolves when the archive holds `segment`, and so, as Postgres archives in order, everything before it. */
export async function untilArchived(
  client: Client,
  archiveDirectory: string,
  segment: string,
  signal?: AbortSignal,
): Promise<void> {
  const file = join(archiveDirectory, segment);
  while (!(await exists(file))) {
    await client.query('SELECT 1'); // throws when the server has gone
    await delay(10, undefined, { signal });
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
