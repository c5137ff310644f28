import { chown, link, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BaseBackup } from '../../postgres/base-backup';
import type { RecoverySource } from '../../postgres/recovery';
import type { Tag } from './action';
import type { DbInstance, Machine } from './db-instance';
import { fault } from './faults';
import type { Settings } from './settings';

/** A base backup with the WAL that belongs to it, restored by the same recovery as a time. */
export interface Snapshot {
  readonly identifier: string;
  readonly type: 'manual' | 'automated' | 'awsbackup';
  readonly instance: { readonly identifier: string; readonly resourceId: string; readonly createdAt: Date };
  /** Of the instance when the snapshot was asked for. */
  readonly settings: Settings;
  readonly createdAt: Date;
  tags: Tag[];
  status: 'creating' | 'available' | 'failed';
  /** Its target is the snapshot's database time: nothing later is in it. */
  source?: RecoverySource;
  /** Only of a manual one: an automated one shares its instance's folders. */
  readonly directory?: string;
}

export class Snapshots {
  readonly all = new Map<string, Snapshot>();
  private directoriesNamed = 0;

  constructor(private readonly machine: Machine) {}

  get(identifier: string): Snapshot {
    const found = this.all.get(identifier.toLowerCase());
    if (!found) throw fault.snapshotNotFound(identifier);
    return found;
  }

  /** One more base backup of the automated backups; it appears as an automated snapshot, too. */
  async takeAutomated(instance: DbInstance): Promise<void> {
    const moment = new Date().toISOString().replace(/[T:.]/g, '-').toLowerCase();
    const snapshot = this.name(instance, { identifier: `rds:${instance.identifier}-${moment}`, type: 'automated' });
    await this.fill(snapshot, async () => {
      const base = await instance.addBase();
      return { base, archiveDirectory: instance.backups.archiveDirectory, target: base.consistentAt };
    });
  }

  /** Names a snapshot that outlives its instance, by hand or by a job of AWS Backup; `fillManual` then takes it. */
  nameManual(instance: DbInstance, identifier: string, tags: Tag[], type: 'manual' | 'awsbackup' = 'manual'): Snapshot {
    const directory = join(this.machine.directory, `snapshot-${++this.directoriesNamed}`);
    return this.name(instance, { identifier, type, directory }, tags);
  }

  async fillManual(snapshot: Snapshot, instance: DbInstance): Promise<void> {
    const directory = snapshot.directory!;
    await this.fill(snapshot, async () => {
      const base = await instance.takeBase(join(directory, 'base'));
      const archiveDirectory = join(directory, 'archive');
      await this.keepSegments(base, instance.backups.archiveDirectory, archiveDirectory);
      return { base, archiveDirectory, target: base.consistentAt };
    });
  }

  async remove(snapshot: Snapshot): Promise<void> {
    this.all.delete(snapshot.identifier);
    if (snapshot.directory) await rm(snapshot.directory, { recursive: true, force: true });
  }

  /** The automated snapshots of an instance go with its automated backups. */
  removeAutomated(resourceId: string): void {
    for (const { identifier, type, instance } of this.all.values()) {
      if (type === 'automated' && instance.resourceId === resourceId) this.all.delete(identifier);
    }
  }

  private name(
    instance: DbInstance,
    snapshot: Pick<Snapshot, 'identifier' | 'type' | 'directory'>,
    tags: Tag[] = [],
  ): Snapshot {
    if (this.all.has(snapshot.identifier)) throw fault.snapshotExists(snapshot.identifier);
    const { identifier, resourceId, createdAt, settings } = instance;
    const made: Snapshot = {
      ...snapshot,
      instance: { identifier, resourceId, createdAt },
      settings,
      createdAt: new Date(),
      tags: settings.CopyTagsToSnapshot ? [...instance.tags, ...tags] : tags,
      status: 'creating',
    };
    this.all.set(made.identifier, made);
    return made;
  }

  private async fill(snapshot: Snapshot, take: () => Promise<RecoverySource>): Promise<void> {
    try {
      snapshot.source = await take();
      snapshot.status = 'available';
    } catch (error) {
      snapshot.status = 'failed';
      throw error;
    }
  }

  /** Archived segments never change, so a second name is enough to keep them. */
  private async keepSegments({ firstSegment, directory }: BaseBackup, archive: string, to: string): Promise<void> {
    const { user } = this.machine.binaries;
    await mkdir(to, { recursive: true });
    if (user) await Promise.all([join(directory, '..'), to].map((folder) => chown(folder, user.uid, user.gid)));
    const needed = (await readdir(archive)).filter((name) => /^[0-9A-F]{24}$/.test(name) && name >= firstSegment);
    await Promise.all(needed.map((name) => link(join(archive, name), join(to, name))));
  }
}
