import {
  AddRoleToDBInstanceCommand,
  type DBInstance,
  type DBInstanceAutomatedBackup,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  ModifyDBInstanceCommand,
  type ModifyDBInstanceMessage,
  paginateDescribeDBInstanceAutomatedBackups,
  paginateDescribeDBInstances,
  paginateDescribeDBSnapshots,
  type RDSClient,
  RebootDBInstanceCommand,
  RestoreDBInstanceFromDBSnapshotCommand,
  RestoreDBInstanceToPointInTimeCommand,
} from '@aws-sdk/client-rds';
import { INSTANCE_RULES } from '../../../domain/database/instance';
import { classifyInstanceStatus } from '../../../domain/database/instance-status';
import type { KnownSource } from '../../../domain/database/known-source';
import type { ParameterGroupValues } from '../../../domain/database/manifest';
import { whyNotInstance } from '../../../domain/database/restorable';
import { type DatabaseSettings, type SettingRules, withDrillSecurityGroup } from '../../../domain/database/settings';
import { tagsIn } from '../../../domain/database/tags';
import type { SnapshotFacts } from '../../../domain/request/recovery-points';
import { firstOf } from '../../execution/first-of';
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
import {
  instanceSettings,
  modificationOf,
  type RestoreParameters,
  restoreParameters,
  settingsOf,
} from './instance-settings';
import { instancesLeft } from './instances-left';
import { ParameterGroups } from './parameter-groups';
import { whereThereIsRoom } from './placement-fallback';
import {
  associated,
  attempt,
  databaseError,
  isNamed,
  tagList,
  tagsOf,
  unlessNoBackups,
  whole,
  windowOf,
} from './rds-responses';
import { release } from './release';
import { findSubnetGroup } from './subnet-groups';

/** Database instances of RDS. */
export class Instances implements DatabaseKind {
  readonly rules: SettingRules;
  readonly alternativeClasses: readonly string[];
  readonly known: KnownSource | undefined;
  readonly classify = classifyInstanceStatus;
  readonly tells = 'its events in RDS';
  readonly groups: ParameterGroups;

  constructor(
    private readonly client: RDSClient,
    { drillSecurityGroup, alternativeClasses = [], known }: CandidateSettings = {},
  ) {
    this.alternativeClasses = alternativeClasses;
    this.known = known;
    readingOnlyAnswersOfRds(client);
    this.groups = new ParameterGroups(client);
    this.rules =
      drillSecurityGroup === undefined ? INSTANCE_RULES : withDrillSecurityGroup(INSTANCE_RULES, drillSecurityGroup);
  }

  async describe(identifier: string): Promise<FoundDatabase | undefined> {
    try {
      const answer = await this.client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }));
      const [instance] = answer.DBInstances ?? [];
      return instance === undefined ? undefined : instanceOf(instance);
    } catch (error) {
      if (isNamed(error, /^DBInstanceNotFound/)) return undefined;
      throw databaseError(`describe ${identifier}`, error);
    }
  }

  async restoreWindow(resourceId: string): Promise<{ readonly earliest?: string; readonly latest?: string }> {
    return await attempt(`describe the automated backups of ${resourceId}`, async () => {
      const pages = paginateDescribeDBInstanceAutomatedBackups({ client: this.client }, { DbiResourceId: resourceId });
      const earliest: (Date | undefined)[] = [];
      const latest: (Date | undefined)[] = [];
      await unlessNoBackups(async () => {
        for await (const { DBInstanceAutomatedBackups = [] } of pages) {
          earliest.push(...DBInstanceAutomatedBackups.map(({ RestoreWindow }) => RestoreWindow?.EarliestTime));
          latest.push(...DBInstanceAutomatedBackups.map(({ RestoreWindow }) => RestoreWindow?.LatestTime));
        }
      });
      return windowOf(earliest, latest);
    });
  }

  async snapshots(of: SnapshotsOf): Promise<SnapshotFacts[]> {
    return await this.snapshotsOfType(of, 'snapshot' in of ? typeOf(of.snapshot) : undefined);
  }

  /** RDS shows them only to those who ask for their type. */
  async backupSnapshots(of: SnapshotsOf): Promise<SnapshotFacts[]> {
    return await this.snapshotsOfType(of, 'awsbackup');
  }

  private async snapshotsOfType(of: SnapshotsOf, SnapshotType?: string): Promise<SnapshotFacts[]> {
    const [what, filter] =
      'database' in of
        ? [of.database, { Filters: [{ Name: 'db-instance-id', Values: [of.database] }] }]
        : [of.snapshot, { DBSnapshotIdentifier: of.snapshot }];
    return await attempt(`describe the snapshots ${what}`, async () => {
      const found: SnapshotFacts[] = [];
      try {
        const pages = paginateDescribeDBSnapshots({ client: this.client }, { ...filter, SnapshotType });
        for await (const { DBSnapshots = [] } of pages) {
          found.push(
            ...DBSnapshots.map((snapshot) => ({
              id: snapshot.DBSnapshotIdentifier ?? '',
              status: snapshot.Status ?? 'unknown',
              databaseTime: whole(snapshot.SnapshotDatabaseTime),
              sourceIdentifier: snapshot.DBInstanceIdentifier ?? '',
              sourceResourceId: snapshot.DbiResourceId,
              engineVersion: snapshot.EngineVersion,
            })),
          );
        }
      } catch (error) {
        if (!isNamed(error, /^DBSnapshotNotFound/)) throw error;
      }
      return found;
    });
  }

  async parameterGroups(settings: DatabaseSettings): Promise<readonly ParameterGroupValues[]> {
    return await this.groups.ownOf('instance', [instanceSettings.parse(settings).parameterGroup]);
  }

  subnetGroup(name: string) {
    return findSubnetGroup(this.client, name);
  }

  async restore(order: RestoreOrder, noted: NotesCapacity): Promise<boolean> {
    const { source, identifier, settings, tags } = order;
    const wanted = instanceSettings.parse(settings);
    const parameters = { ...restoreParameters(wanted), Tags: tagList({ ...tagsIn(wanted.tags), ...tags }) };
    const instance = { ...wanted, identifier, setting: 'instanceClass' };
    try {
      await whereThereIsRoom(instance, this.alternativeClasses, this.client, noted, ({ instanceClass, zone }) =>
        this.askFor(order, {
          ...parameters,
          DBInstanceClass: instanceClass ?? undefined,
          AvailabilityZone: zone ?? undefined,
        }),
      );
      return true;
    } catch (error) {
      if (isNamed(error, /^DBInstanceAlreadyExists/)) return false;
      throw databaseError(`restore ${source.identifier} as ${identifier}`, error);
    }
  }

  private async askFor({ source, identifier, point }: RestoreOrder, parameters: RestoreParameters): Promise<void> {
    if (point.kind === 'time') {
      const from = await this.backupsOf(source.resourceId);
      await this.client.send(
        new RestoreDBInstanceToPointInTimeCommand({
          ...parameters,
          ...from,
          TargetDBInstanceIdentifier: identifier,
          RestoreTime: new Date(point.time),
        }),
      );
      return;
    }
    await this.client.send(
      new RestoreDBInstanceFromDBSnapshotCommand({
        ...parameters,
        DBInstanceIdentifier: identifier,
        DBSnapshotIdentifier: point.snapshotId,
      }),
    );
  }

  /**
   * Backups of this region are named by the instance, which may be gone or have another name by now; those that were
   * replicated from another region have a name of their own.
   */
  private async backupsOf(resourceId: string) {
    const backups: DBInstanceAutomatedBackup[] = [];
    const pages = paginateDescribeDBInstanceAutomatedBackups({ client: this.client }, { DbiResourceId: resourceId });
    for await (const { DBInstanceAutomatedBackups = [] } of pages) backups.push(...DBInstanceAutomatedBackups);
    const replica = backups.find(
      ({ DBInstanceArn, DBInstanceAutomatedBackupsArn: arn }) => regionOf(DBInstanceArn) !== regionOf(arn),
    );
    return replica !== undefined && backups.length === 1
      ? { SourceDBInstanceAutomatedBackupsArn: replica.DBInstanceAutomatedBackupsArn }
      : { SourceDbiResourceId: resourceId };
  }

  /** One call makes an instance. */
  async continueRestore(): Promise<void> {}

  async converge({ identifier, settings, wanted, found }: Convergence): Promise<void> {
    const modification = modificationOf(settings, instanceSettings.parse(wanted), instanceSettings.parse(found));
    await this.modify(identifier, modification);
  }

  async addRole(identifier: string, { feature, role }: FeatureRole): Promise<void> {
    try {
      await this.client.send(
        new AddRoleToDBInstanceCommand({ DBInstanceIdentifier: identifier, FeatureName: feature, RoleArn: role }),
      );
    } catch (error) {
      if (isNamed(error, /^DBInstanceRoleAlreadyExists/)) return;
      throw databaseError(`add the role ${role} (${feature}) to ${identifier}`, error);
    }
  }

  async setMasterPassword(identifier: string, password: string): Promise<void> {
    await this.modify(identifier, { MasterUserPassword: password });
  }

  async reboot(identifier: string): Promise<void> {
    await attempt(`reboot ${identifier}`, () =>
      this.client.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: identifier })),
    );
  }

  async release(identifier: string): Promise<void> {
    await release(identifier, this.client, async () => {
      const asked = { Filters: [{ Name: 'db-instance-id', Values: [identifier] }] };
      const found = await firstOf(
        paginateDescribeDBInstances({ client: this.client }, asked),
        ({ DBInstances }) => DBInstances,
      );
      return found === undefined ? [] : [found.DBInstanceArn];
    });
  }

  /** Without a final snapshot: a failed instance cannot be deleted otherwise. */
  async remove({ identifier, status, deletionProtection }: FoundDatabase): Promise<void> {
    if (status === 'deleting') return;
    if (deletionProtection) await this.modify(identifier, { DeletionProtection: false });
    await attempt(`delete ${identifier}`, () =>
      this.client.send(
        new DeleteDBInstanceCommand({
          DBInstanceIdentifier: identifier,
          SkipFinalSnapshot: true,
          DeleteAutomatedBackups: true,
        }),
      ),
    );
  }

  leftOf(runId: string, databases: readonly string[]): Promise<readonly string[]> {
    return instancesLeft(this.client, runId, databases);
  }

  private async modify(identifier: string, change: Omit<ModifyDBInstanceMessage, 'DBInstanceIdentifier'>) {
    await attempt(`modify ${identifier}`, () =>
      this.client.send(
        new ModifyDBInstanceCommand({ ...change, DBInstanceIdentifier: identifier, ApplyImmediately: true }),
      ),
    );
  }
}

/** RDS shows a snapshot that it has not taken for us by hand only to those who name its type, too. */
function typeOf(snapshot: string): string | undefined {
  if (snapshot.startsWith('rds:')) return 'automated';
  return snapshot.startsWith('awsbackup:') ? 'awsbackup' : undefined;
}

const regionOf = (arn: string | undefined): string | undefined => arn?.split(':')[3];

function instanceOf(db: DBInstance): FoundDatabase {
  const applied = ['in-sync', 'applying'];
  const { roles, pendingRoles } = associated(db.AssociatedRoles);
  return {
    identifier: db.DBInstanceIdentifier ?? '',
    names: [{ dimension: 'DBInstanceIdentifier', name: db.DBInstanceIdentifier ?? '' }],
    resourceId: db.DbiResourceId ?? '',
    status: db.DBInstanceStatus ?? 'unknown',
    host: db.Endpoint?.Address,
    port: db.Endpoint?.Port,
    databaseName: db.DBName,
    latestRestorableTime: whole(db.LatestRestorableTime),
    pending: [
      ...Object.entries(db.PendingModifiedValues ?? {})
        .filter(([, value]) => value !== undefined)
        .map(([name]) => name),
      ...pendingRoles,
    ],
    pendingReboot: (db.DBParameterGroups ?? []).some(
      ({ ParameterApplyStatus = 'in-sync' }) => !applied.includes(ParameterApplyStatus),
    ),
    backupRetentionDays: db.BackupRetentionPeriod ?? 0,
    deletionProtection: db.DeletionProtection ?? false,
    subnetGroup: db.DBSubnetGroup?.DBSubnetGroupName ?? null,
    storageKey: db.KmsKeyId ?? null,
    tags: tagsOf(db.TagList),
    roles,
    settings: settingsOf(db),
    unfit: whyNotInstance({
      engine: db.Engine,
      cluster: db.DBClusterIdentifier,
      replicaOf: db.ReadReplicaSourceDBInstanceIdentifier ?? db.ReadReplicaSourceDBClusterIdentifier,
    }),
  };
}
