import { rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type BaseBackup, copyTree } from './base-backup';
import type { PostgresBinaries } from './binaries';

/** Everything needed to make a cluster as it was at `target`. */
export interface RecoverySource {
  readonly base: BaseBackup;
  /** Holds the WAL from the base backup to a commit later than `target`. */
  readonly archiveDirectory: string;
  /** Inclusive. */
  readonly target: Date;
}

/**
 * Lays out a data directory that recovers to `source.target` when it is started with the settings that this returns.
 * Without a later commit in the archive Postgres refuses to come up, rather than to come up with less than asked for.
 */
export async function prepareRecovery(
  source: RecoverySource,
  dataDirectory: string,
  binaries: PostgresBinaries,
): Promise<Record<string, string>> {
  await copyTree(source.base.directory, dataDirectory, { owner: binaries.user });
  await rm(join(dataDirectory, 'standby.signal'), { force: true });
  await writeFile(join(dataDirectory, 'recovery.signal'), '', { mode: 0o644 });
  const archive = relative(dataDirectory, source.archiveDirectory);
  if (!/^[\w./-]+$/.test(archive)) throw new Error(`${archive}: not a path to give to a shell`);
  return {
    restore_command: `test -f ${archive}/%f && cp ${archive}/%f %p`,
    // Time zone abbreviations, Z among them, are not known yet where this is read.
    recovery_target_time: source.target.toISOString().replace('Z', '+00'),
    recovery_target_inclusive: 'on',
    recovery_target_action: 'promote',
    recovery_target_timeline: 'current',
  };
}
