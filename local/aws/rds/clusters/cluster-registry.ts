import type { Tag } from '../action';
import type { AutomatedBackups } from '../automated-backups';
import type { Machine } from '../db-instance';
import { fault } from '../faults';
import type { Groups } from '../groups';
import { arnOf } from '../names';
import { type Snapshot, Snapshots } from '../snapshots';
import type { ClusterMember } from './cluster-member';
import type { ClusterSettings } from './cluster-settings';
import { DbCluster } from './db-cluster';

/** What is left of a cluster when it is gone: enough to make another of it. */
export interface ClusterBackups {
  readonly cluster: DbCluster;
  readonly backups: AutomatedBackups;
}

/** The clusters of this account. */
export class ClusterEstate {
  readonly clusters = new Map<string, DbCluster>();
  readonly snapshots: Snapshots;
  /** By resource id; also of clusters that are gone. */
  readonly backups = new Map<string, ClusterBackups>();
  /** What a cluster was set to when the snapshot was taken. */
  private readonly settingsOfSnapshots = new Map<string, ClusterSettings>();

  constructor(
    readonly machine: Machine,
    readonly groups: Groups,
  ) {
    this.snapshots = new Snapshots(machine);
  }

  cluster(identifier: string): DbCluster {
    const found = this.clusters.get(identifier.toLowerCase());
    if (!found) throw fault.clusterNotFound(identifier);
    return found;
  }

  availableCluster(identifier: string): DbCluster {
    const found = this.cluster(identifier);
    if (found.status !== 'available') throw fault.clusterState(identifier, `not available but ${found.status}`);
    return found;
  }

  /** @throws when the name is taken, or the settings name a group that does not exist */
  add(identifier: string, settings: ClusterSettings, tags: Tag[]): DbCluster {
    if (this.clusters.has(identifier)) throw fault.clusterExists(identifier);
    this.checkGroups(settings);
    const cluster = new DbCluster(this.machine, this.groups, identifier, settings, tags);
    this.clusters.set(identifier, cluster);
    this.backups.set(cluster.resourceId, { cluster, backups: cluster.engine.backups });
    return cluster;
  }

  checkGroups({ DBClusterParameterGroupName, DBSubnetGroupName }: ClusterSettings): void {
    if (DBClusterParameterGroupName !== undefined) this.groups.clusterParameterGroup(DBClusterParameterGroupName);
    if (DBSubnetGroupName !== undefined) this.groups.subnetGroup(DBSubnetGroupName);
  }

  member(identifier: string): ClusterMember | undefined {
    for (const { members } of this.clusters.values()) {
      const found = members.get(identifier.toLowerCase());
      if (found) return found;
    }
    return undefined;
  }

  get members(): ClusterMember[] {
    return [...this.clusters.values()].flatMap(({ members }) => [...members.values()]);
  }

  /** A cluster or an instance of one. */
  tagged(arn: string): { tags: Tag[] } | undefined {
    const name = arn.slice(arn.lastIndexOf(':') + 1);
    return arn === arnOf('cluster', name) ? this.cluster(name) : this.member(name);
  }

  takeSnapshot(cluster: DbCluster, identifier: string, tags: Tag[]): Snapshot {
    const snapshot = this.snapshots.nameManual(cluster.engine, identifier, tags);
    this.settingsOfSnapshots.set(snapshot.identifier, cluster.settings);
    // A failure is logged, and is the snapshot's status.
    void cluster.engine.backUp(() => this.snapshots.fillManual(snapshot, cluster.engine)).catch(() => undefined);
    return snapshot;
  }

  async takeAutomatedBackup(cluster: DbCluster): Promise<void> {
    await cluster.engine.backUp(() => this.snapshots.takeAutomated(cluster.engine));
  }

  /** What the source of a snapshot was set to. */
  settingsOf(snapshot: Snapshot): ClusterSettings {
    const kept = this.settingsOfSnapshots.get(snapshot.identifier);
    return kept ?? this.backups.get(snapshot.instance.resourceId)?.cluster.settings ?? {};
  }

  delete(cluster: DbCluster, finalSnapshot: string | undefined, keepBackups: boolean): void {
    const { engine } = cluster;
    const snapshot = finalSnapshot === undefined ? undefined : this.snapshots.nameManual(engine, finalSnapshot, []);
    if (snapshot) this.settingsOfSnapshots.set(snapshot.identifier, cluster.settings);
    void engine
      .end(async () => {
        if (snapshot) await this.snapshots.fillManual(snapshot, engine);
        if (keepBackups) await engine.archiveNow();
      })
      .catch((error: unknown) => this.machine.log(`rds ${cluster.identifier}: deleting: ${String(error)}`))
      .then(() => this.forget(cluster, keepBackups));
  }

  async abandon(): Promise<void> {
    await Promise.all([...this.clusters.values()].map(({ engine }) => engine.abandon()));
  }

  private async forget(cluster: DbCluster, keepBackups: boolean): Promise<void> {
    this.clusters.delete(cluster.identifier);
    if (keepBackups) {
      cluster.engine.backups.status = 'retained';
      return;
    }
    this.backups.delete(cluster.resourceId);
    this.snapshots.removeAutomated(cluster.resourceId);
    await cluster.engine.backups.remove();
  }
}
