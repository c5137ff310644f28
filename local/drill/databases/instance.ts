import {
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  type DBInstance,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { Connection, DrillDatabase, Login } from '../model';
import { createGroups, TEN_SETTINGS } from '../source-settings';
import { eventually } from '../wait';
import { said, wholeSeconds } from './drill-database';

/** An instance of RDS. */
export class DrillInstance implements DrillDatabase {
  constructor(
    private readonly rds: RDSClient,
    readonly identifier: string,
  ) {}

  get existing() {
    return { instanceIdentifier: this.identifier, alternativeInstanceClasses: ['db.m8g.large'] };
  }

  async create({ dbname, username, password }: Login) {
    await createGroups(this.rds);
    await this.rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: this.identifier,
        DBInstanceClass: 'db.t4g.medium',
        Engine: 'postgres',
        AllocatedStorage: 20,
        DBName: dbname,
        MasterUsername: username,
        MasterUserPassword: password,
        BackupRetentionPeriod: 30,
        EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
        Tags: [{ Key: 'cost-center', Value: 'lectures' }],
        ...TEN_SETTINGS,
      }),
    );
    return await eventually(`the database ${this.identifier}`, async () => {
      const { DBInstanceStatus: status, Endpoint, EngineVersion } = await this.describe();
      if (status !== 'available') return undefined;
      return { host: Endpoint!.Address!, port: Endpoint!.Port!, postgresVersion: EngineVersion! };
    });
  }

  async state(): Promise<string> {
    const { DbiResourceId, DBInstanceStatus } = await this.describe();
    return `${this.identifier} (${DbiResourceId}) is ${DBInstanceStatus}`;
  }

  async latestRestorableTime(): Promise<Date | undefined> {
    return (await this.describe()).LatestRestorableTime;
  }

  async takeSnapshot(DBSnapshotIdentifier: string) {
    const DBInstanceIdentifier = this.identifier;
    await this.rds.send(new CreateDBSnapshotCommand({ DBSnapshotIdentifier, DBInstanceIdentifier }));
    return await eventually(`the snapshot ${DBSnapshotIdentifier}`, async () => {
      const { DBSnapshots } = await this.rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier }));
      const { Status, SnapshotDatabaseTime } = DBSnapshots?.[0] ?? {};
      if (Status !== 'available' || SnapshotDatabaseTime === undefined) return undefined;
      return { id: DBSnapshotIdentifier, time: wholeSeconds(SnapshotDatabaseTime) };
    });
  }

  async settings({ port }: Connection) {
    const { DBInstances = [] } = await this.rds.send(new DescribeDBInstancesCommand({}));
    const source = DBInstances.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === this.identifier);
    const current = DBInstances.find(({ Endpoint }) => Endpoint?.Port === port);
    return { source: settingsOf(source ?? {}), current: settingsOf(current ?? {}) };
  }

  private async describe(): Promise<DBInstance> {
    const of = { DBInstanceIdentifier: this.identifier };
    const { DBInstances = [] } = await this.rds.send(new DescribeDBInstancesCommand(of));
    return DBInstances[0] ?? {};
  }
}

/** The settings in which the source differs from RDS's defaults, as RDS says them of a database. */
function settingsOf(instance: DBInstance): Map<string, string> {
  const { DBSubnetGroup, DBParameterGroups = [], VpcSecurityGroups = [], EnabledCloudwatchLogsExports = [] } = instance;
  return said({
    parameterGroup: DBParameterGroups.map((group) => `${group.DBParameterGroupName} ${group.ParameterApplyStatus}`),
    subnetGroup: DBSubnetGroup?.DBSubnetGroupName,
    securityGroups: VpcSecurityGroups.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId).sort(),
    multiAz: instance.MultiAZ,
    deletionProtection: instance.DeletionProtection,
    iamAuthentication: instance.IAMDatabaseAuthenticationEnabled,
    logExports: [...EnabledCloudwatchLogsExports].sort(),
    copyTagsToSnapshot: instance.CopyTagsToSnapshot,
    maintenanceWindow: instance.PreferredMaintenanceWindow,
    performanceInsights: instance.PerformanceInsightsEnabled,
  });
}
