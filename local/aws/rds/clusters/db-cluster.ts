import type { RecoverySource } from '../../../postgres/recovery';
import type { Tag } from '../action';
import { DbInstance, type Machine } from '../db-instance';
import type { Groups } from '../groups';
import { resourceId } from '../names';
import { defaultSettings, type Settings } from '../settings';
import type { ClusterMember } from './cluster-member';
import type { ClusterSettings } from './cluster-settings';

export interface CustomEndpoint {
  readonly type: 'READER' | 'ANY';
  /** Names of instances; empty: all but those that are excluded. */
  readonly staticMembers: readonly string[];
  readonly excludedMembers: readonly string[];
}

/** A cluster: one Postgres server with its backups, and the instances through which it answers. */
export class DbCluster {
  readonly createdAt = new Date();
  readonly engine: DbInstance;
  readonly members = new Map<string, ClusterMember>();
  writer?: ClusterMember;
  /** No restore brings it. */
  dataApi = false;
  /** By name; no restore brings them. */
  readonly customEndpoints = new Map<string, CustomEndpoint>();

  constructor(
    machine: Machine,
    groups: Groups,
    readonly identifier: string,
    public settings: ClusterSettings,
    public tags: Tag[],
  ) {
    const parametersOf = () => {
      const name = this.settings.DBClusterParameterGroupName;
      return name === undefined ? new Map<string, string>() : groups.clusterParameterGroup(name).values;
    };
    const version = machine.binaries.version;
    this.engine = new DbInstance(
      { ...machine, parametersOf },
      identifier,
      engineSettings(settings, version),
      tags,
      resourceId('cluster'),
    );
  }

  get resourceId(): string {
    return this.engine.resourceId;
  }

  get status(): string {
    return this.engine.status;
  }

  /** No endpoint answers without an instance. */
  get endpoint(): { Address: string; Port: number } | undefined {
    return this.writer && this.engine.endpoint;
  }

  create(password: string): void {
    this.engine.create(password);
  }

  restore(source: RecoverySource): void {
    this.engine.restore(source);
  }

  apply(changes: ClusterSettings, password?: string): void {
    const group = changes.DBClusterParameterGroupName;
    if (group !== undefined && group !== this.settings.DBClusterParameterGroupName) this.parametersChanged();
    this.settings = { ...this.settings, ...changes };
    const { BackupRetentionPeriod } = this.settings;
    this.engine.apply({ BackupRetentionPeriod }, password);
  }

  /** Its group has other values, or is another one: every instance has them after a reboot. */
  parametersChanged(): void {
    for (const member of this.members.values()) member.clusterParameterStatus = 'pending-reboot';
  }

  /** The first instance that is there writes. */
  promote(): void {
    this.writer ??= [...this.members.values()].find(({ status }) => status === 'available');
  }

  forget(member: ClusterMember): void {
    this.members.delete(member.identifier);
    if (this.writer !== member) return;
    this.writer = undefined;
    this.promote();
  }
}

function engineSettings(settings: ClusterSettings, version: string): Settings {
  return {
    ...defaultSettings(version),
    DBParameterGroupName: undefined,
    DBName: settings.DatabaseName,
    MasterUsername: settings.MasterUsername,
    BackupRetentionPeriod: settings.BackupRetentionPeriod,
    StorageEncrypted: settings.StorageEncrypted,
    KmsKeyId: settings.KmsKeyId,
  };
}
