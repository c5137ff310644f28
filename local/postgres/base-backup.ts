import { constants } from 'node:fs';
import { chown, copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { untilArchived } from './archive';
import type { OperatingUser } from './operating-user';

export interface BaseBackup {
  readonly directory: string;
  /** First WAL segment that a recovery from it needs. */
  readonly firstSegment: string;
  readonly startedAt: Date;
  /** The earliest time that it can be recovered to. */
  readonly consistentAt: Date;
}

/** Where a running cluster keeps its data and its archived WAL. */
export interface BackedUpCluster {
  readonly dataDirectory: string;
  readonly archiveDirectory: string;
}

/** What Postgres makes anew at every start, and what belongs to the running server (as `pg_basebackup` leaves out). */
const CONTENT_LEFT_OUT = new Set([
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_wal',
]);
const LEFT_OUT =
  /^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|pg_internal\.init.*|pgsql_tmp.*)$/;

/**
 * Copies a running cluster while its clients write. `client` must be a connection of its own: the backup belongs to its
 * session. Returns when all the WAL that the backup needs is archived.
 */
export async function takeBaseBackup(client: Client, cluster: BackedUpCluster, directory: string): Promise<BaseBackup> {
  const { rows: start } = await client.query<{ segment: string; now: Date }>(
    `SELECT pg_walfile_name(pg_backup_start('automated', fast => true)) AS segment, clock_timestamp() AS now`,
  );
  await copyTree(cluster.dataDirectory, directory, { contentLeftOut: CONTENT_LEFT_OUT, leftOut: LEFT_OUT });
  // Its own wait for the archive looks once a second only.
  const { rows: stop } = await client.query<{ labelfile: string; segment: string }>(
    'SELECT labelfile, pg_walfile_name(lsn - 1) AS segment FROM pg_backup_stop(wait_for_archive => false)',
  );
  await writeFile(join(directory, 'backup_label'), stop[0]!.labelfile, { mode: 0o600 });
  const { rows: end } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  await untilArchived(client, cluster.archiveDirectory, stop[0]!.segment);
  return {
    directory,
    firstSegment: start[0]!.segment,
    startedAt: start[0]!.now,
    // Postgres counts microseconds, Date cuts them off.
    consistentAt: new Date(end[0]!.now.getTime() + 1),
  };
}

export interface CopyOptions {
  /** Folders whose entries are not copied. */
  readonly contentLeftOut?: ReadonlySet<string>;
  /** Names that are not copied. */
  readonly leftOut?: RegExp;
  readonly owner?: OperatingUser | undefined;
}

/** Files and folders that vanish meanwhile are left out: the WAL knows of their end. */
export async function copyTree(from: string, to: string, options: CopyOptions = {}): Promise<void> {
  const { contentLeftOut, leftOut, owner } = options;
  await mkdir(to, { recursive: true, mode: 0o700 });
  if (owner) await chown(to, owner.uid, owner.gid);
  const entries = await readdir(from, { withFileTypes: true });
  const copies = entries
    .filter((entry) => !leftOut?.test(entry.name))
    .map(async (entry) => {
      const [source, target] = [join(from, entry.name), join(to, entry.name)];
      if (entry.isSymbolicLink()) throw new Error(`${source}: tablespaces are not implemented`);
      if (!entry.isDirectory()) return copyOne(source, target, owner);
      return copyTree(source, target, { owner, leftOut: contentLeftOut?.has(entry.name) ? /./ : leftOut });
    });
  await Promise.all(copies.map((copy) => copy.catch(unlessGone)));
}

async function copyOne(source: string, target: string, owner: OperatingUser | undefined): Promise<void> {
  await copyFile(source, target, constants.COPYFILE_FICLONE);
  if (owner) await chown(target, owner.uid, owner.gid);
}

function unlessGone(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
