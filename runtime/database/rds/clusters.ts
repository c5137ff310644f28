import {
  AddRoleToDBClusterCommand,
  DeleteDBClusterCommand,
  DeleteDBInstanceCommand,
  DisableHttpEndpointCommand,
  EnableHttpEndpointCommand,
  ModifyDBClusterCommand,
  type ModifyDBClusterMessage,
  ModifyDBInstanceCommand,
  type RDSClient,
  RebootDBInstanceCommand,
  RestoreDBClusterFromSnapshotCommand,
  RestoreDBClusterToPointInTimeCommand,
} from '@aws-sdk/client-rds';
import { CLUSTER_RULES, differingOf, memberOf } from '../../../domain/database/cluster';
import { classifyClusterStatus } from '../../../domain/database/cluster-status';
import type { KnownSource } from '../../../domain/database/known-source';
import type { ParameterGroupValues } from '../../../domain/database/manifest';
import { type DatabaseSettings, type SettingRules, withDrillSecurityGroup } from '../../../domain/database/settings';
import { tagsIn } from '../../../domain/database/tags';
import type {
  CandidateSettings,
  Convergence,
  DatabaseKind,
  FeatureRole,
  FoundDatabase,
  NotesCapacity,
  RestoreOrder,
  SnapshotsOf,
} from '../database-kind';
import { readingOnlyAnswersOfRds } from './answers';
import { createMissingMembers, positions } from './cluster-members';
import { ClusterReader } from './cluster-reader';
import {
  clusterChange,
  clusterRestoreParameters,
  clusterSettings,
  memberChange,
  memberSettings,
} from './cluster-settings';
import { describeCluster, expectedOf, INSTANCES_TAG, waitingForReboot } from './describe-cluster';
import { ParameterGroups } from './parameter-groups';
import { attempt, databaseError, isNamed, tagList } from './rds-responses';
import { release } from './release';
import { findSubnetGroup } from './subnet-groups';

/** Clusters of Aurora, with their instances. */
export class Clusters implements DatabaseKind {
  readonly rules: SettingRules;
  readonly alternativeClasses: readonly string[];
  readonly known: KnownSource | undefined;
  readonly classify = classifyClusterStatus;
  readonly tells = 'its events and those of its instances in RDS';
  readonly groups: ParameterGroups;
  private readonly reader: ClusterReader;

  constructor(
    private readonly client: RDSClient,
    { drillSecurityGroup, alternativeClasses = [], known }: CandidateSettings = {},
  ) {
    this.alternativeClasses = alternativeClasses;
    this.known = known;
    this.rules =
      drillSecurityGroup === undefined ? CLUSTER_RULES : withDrillSecurityGroup(CLUSTER_RULES, drillSecurityGroup);
    readingOnlyAnswersOfRds(client);
    this.reader = new ClusterReader(client);
    this.groups = new ParameterGroups(client);
  }

  async describe(identifier: string): Promise<FoundDatabase | undefined> {
    const read = await this.reader.read(identifier);
    return read && describeCluster(read);
  }

  restoreWindow(resourceId: string) {
    return this.reader.restoreWindow(resourceId);
  }

  snapshots(of: SnapshotsOf) {
    return this.reader.snapshots(of);
  }

  backupSnapshots(of: SnapshotsOf) {
    return this.reader.snapshots(of, 'awsbackup');
  }

  /** The group of the cluster, and those of its instances. */
  async parameterGroups(settings: DatabaseSettings): Promise<readonly ParameterGroupValues[]> {
    const { clusterParameterGroup, instances } = clusterSettings.parse(settings);
    const ofMembers = positions(instances).map((n) => memberSettings.parse(memberOf(settings, n)).parameterGroup);
    return [
      ...(await this.groups.ownOf('cluster', [clusterParameterGroup])),
      ...(await this.groups.ownOf('instance', ofMembers)),
    ];
  }

  subnetGroup(name: string) {
    return findSubnetGroup(this.client, name);
  }

  /** A restored cluster has no instance: `continueRestore` makes them once it is there. */
  async restore({ source, identifier, point, settings, tags }: RestoreOrder): Promise<boolean> {
    const wanted = clusterSettings.parse(settings);
    const parameters = {
      ...clusterRestoreParameters(wanted),
      DBClusterIdentifier: identifier,
      Tags: tagList({ ...tagsIn(wanted.tags), ...tags, [INSTANCES_TAG]: String(wanted.instances) }),
    };
    try {
      if (point.kind === 'time') {
        await this.client.send(
          new RestoreDBClusterToPointInTimeCommand({
            ...parameters,
            SourceDbClusterResourceId: source.resourceId,
            // A clone (`copy-on-write`) cannot take a time.
            RestoreType: 'full-copy',
            RestoreToTime: new Date(point.time),
          }),
        );
      } else {
        await this.client.send(
          new RestoreDBClusterFromSnapshotCommand({
            ...parameters,
            SnapshotIdentifier: point.snapshotId,
            Engine: wanted.engine ?? undefined,
            // Without it the cluster comes up under the region's default version.
            EngineVersion: wanted.engineVersion ?? undefined,
          }),
        );
      }
      return true;
    } catch (error) {
      if (isNamed(error, /^DBClusterAlreadyExists/)) return false;
      throw databaseError(`restore ${source.identifier} as ${identifier}`, error);
    }
  }

  async continueRestore(
    { identifier }: FoundDatabase,
    order: () => Promise<RestoreOrder>,
    noted: NotesCapacity,
  ): Promise<void> {
    const read = await this.reader.read(identifier);
    if (read === undefined || classifyClusterStatus(read.cluster.Status ?? '', true) !== 'ready') return;
    if (read.members.length >= expectedOf(read)) return;
    const { client, alternativeClasses } = this;
    await createMissingMembers(read, await order(), { client, alternativeClasses, noted });
  }

  async converge({ identifier, settings, wanted, found }: Convergence): Promise<void> {
    const change = clusterChange(settings, clusterSettings.parse(wanted), clusterSettings.parse(found));
    if (Object.keys(change).length > 0) await this.modify(identifier, change);
    const { cluster, members = [] } = (await this.reader.read(identifier)) ?? {};
    if (settings.includes('dataApi')) await this.setDataApi(identifier, cluster?.DBClusterArn, wanted.dataApi === true);
    for (const [index, { DBInstanceIdentifier }] of members.entries()) {
      const differing = differingOf(settings, index + 1);
      if (differing.length === 0) continue;
      const change = memberChange(differing, memberSettings.parse(memberOf(wanted, index + 1)));
      await attempt(`modify ${DBInstanceIdentifier}`, () =>
        this.client.send(new ModifyDBInstanceCommand({ ...change, DBInstanceIdentifier, ApplyImmediately: true })),
      );
    }
  }

  /** Calls of its own: a modification does it for Serverless v1 only. */
  private async setDataApi(identifier: string, ResourceArn: string | undefined, enabled: boolean): Promise<void> {
    await attempt(`switch the Data API of ${identifier}`, () =>
      enabled
        ? this.client.send(new EnableHttpEndpointCommand({ ResourceArn }))
        : this.client.send(new DisableHttpEndpointCommand({ ResourceArn })),
    );
  }

  async addRole(identifier: string, { feature, role }: FeatureRole): Promise<void> {
    try {
      await this.client.send(
        new AddRoleToDBClusterCommand({
          DBClusterIdentifier: identifier,
          FeatureName: feature === '' ? undefined : feature,
          RoleArn: role,
        }),
      );
    } catch (error) {
      if (isNamed(error, /^DBClusterRoleAlreadyExists/)) return;
      throw databaseError(`add the role ${role} (${feature}) to ${identifier}`, error);
    }
  }

  async setMasterPassword(identifier: string, password: string): Promise<void> {
    await this.modify(identifier, { MasterUserPassword: password });
  }

  /** Of its instances those that wait for it: parameters of the cluster come into force there, too. */
  async reboot(identifier: string): Promise<void> {
    const read = await this.reader.read(identifier);
    for (const DBInstanceIdentifier of read ? waitingForReboot(read) : []) {
      await attempt(`reboot ${DBInstanceIdentifier}`, () =>
        this.client.send(new RebootDBInstanceCommand({ DBInstanceIdentifier })),
      );
    }
  }

  async release(identifier: string): Promise<void> {
    await release(identifier, this.client, async () => {
      const { cluster, members = [] } = (await this.reader.read(identifier)) ?? {};
      return cluster === undefined ? [] : [cluster.DBClusterArn, ...members.map(({ DBInstanceArn }) => DBInstanceArn)];
    });
  }

  /** The instances first: a cluster goes only when none of them stays. */
  async remove({ identifier, deletionProtection }: FoundDatabase): Promise<void> {
    const read = await this.reader.read(identifier);
    if (read === undefined) return;
    if (deletionProtection) await this.modify(identifier, { DeletionProtection: false });
    for (const { DBInstanceIdentifier, DBInstanceStatus } of read.members) {
      if (DBInstanceStatus === 'deleting') continue;
      await attempt(`delete ${DBInstanceIdentifier}`, () =>
        this.client.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier, SkipFinalSnapshot: true })),
      );
    }
    if (read.cluster.Status === 'deleting') return;
    await attempt(`delete ${identifier}`, () =>
      this.client.send(
        new DeleteDBClusterCommand({
          DBClusterIdentifier: identifier,
          SkipFinalSnapshot: true,
          DeleteAutomatedBackups: true,
        }),
      ),
    );
  }

  leftOf(runId: string, databases: readonly string[]) {
    return this.reader.leftOf(runId, databases);
  }

  private async modify(identifier: string, change: Omit<ModifyDBClusterMessage, 'DBClusterIdentifier'>) {
    await attempt(`modify ${identifier}`, () =>
      this.client.send(
        new ModifyDBClusterCommand({ ...change, DBClusterIdentifier: identifier, ApplyImmediately: true }),
      ),
    );
  }
}
