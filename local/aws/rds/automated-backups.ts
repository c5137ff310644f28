import { chown, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BaseBackup } from '../../postgres/base-backup';
import type { PostgresBinaries } from '../../postgres/binaries';
import type { RecoverySource } from '../../postgres/recovery';
import type { Tag } from './action';
import { resourceId } from './names';
import type { Settings } from './settings';

/** Base backups and WAL archive of one instance, by its resource id; may outlive it. */
export class AutomatedBackups {
  readonly id = resourceId('ab');
  readonly createdAt = new Date();
  status: 'creating' | 'active' | 'retained' = 'creating';
  latestRestorableTime?: Date;
  private readonly bases: BaseBackup[] = [];
  private directoriesNamed = 0;

  constructor(
    readonly instance: { identifier: string; readonly resourceId: string; settings: Settings; tags: Tag[] },
    /** Also that of the instance's data: archived segments are copied within one folder. */
    readonly directory: string,
  ) {}

  get dataDirectory(): string {
    return join(this.directory, 'data');
  }

  get archiveDirectory(): string {
    return join(this.directory, 'archive');
  }

  async prepare({ user }: PostgresBinaries): Promise<void> {
    await mkdir(this.archiveDirectory, { recursive: true });
    if (!user) return;
    await chown(this.directory, user.uid, user.gid);
    await chown(this.archiveDirectory, user.uid, user.gid);
  }

  /** Where the next base backup goes. */
  nextDirectory(): string {
    return join(this.directory, `base-${++this.directoriesNamed}`);
  }

  add(base: BaseBackup): void {
    this.bases.push(base);
    this.status = 'active';
  }

  /** A moment up to which the archive is whole. */
  archivedUntil(time: Date): void {
    if (!this.latestRestorableTime || time > this.latestRestorableTime) this.latestRestorableTime = time;
  }

  /** From the end of the first base backup to the last commit in the archive, both inclusive for a restore. */
  window(): { earliest: Date; latest: Date } | undefined {
    const earliest = this.bases[0]?.consistentAt;
    const latest = this.latestRestorableTime;
    return earliest && latest && earliest <= latest ? { earliest, latest } : undefined;
  }

  /** The newest base backup that had ended at `target`. */
  sourceFor(target: Date): RecoverySource | undefined {
    const base = this.bases.findLast(({ consistentAt }) => consistentAt <= target);
    return base && { base, archiveDirectory: this.archiveDirectory, target };
  }

  /** Base backups go, the WAL archive stays while the instance writes to it. */
  async clear(): Promise<void> {
    const bases = this.bases.splice(0);
    this.status = 'creating';
    await Promise.all(bases.map(({ directory }) => rm(directory, { recursive: true, force: true })));
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}
