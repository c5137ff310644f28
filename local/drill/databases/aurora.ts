import {
  CreateDBClusterCommand,
  CreateDBClusterEndpointCommand,
  CreateDBClusterParameterGroupCommand,
  CreateDBClusterSnapshotCommand,
  CreateDBInstanceCommand,
  CreateDBParameterGroupCommand,
  CreateDBSubnetGroupCommand,
  type DBCluster,
  type DBInstance,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBParameterGroupsCommand,
  EnableHttpEndpointCommand,
  ModifyDBClusterParameterGroupCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { Connection, DrillDatabase, Login } from '../model';
import { COMMIT_TIMES } from '../source-settings';
import { eventually } from '../wait';
import { said, wholeSeconds } from './drill-database';

const GROUP = 'pegasus-aurora';
const MONITORING = { MonitoringInterval: 60, MonitoringRoleArn: 'arn:aws:iam::000000000000:role/monitoring' };

/** A cluster of Aurora with a provisioned writer and a serverless reader; hardly a setting is Aurora's default. */
export class DrillAurora implements DrillDatabase {
  constructor(
    private readonly rds: RDSClient,
    readonly identifier: string,
  ) {}

  get existing() {
    return { clusterIdentifier: this.identifier, alternativeInstanceClasses: ['db.m8g.large'] };
  }

  async create({ dbname, username, password }: Login) {
    await this.createGroups();
    await this.rds.send(
      new CreateDBClusterCommand({
        DBClusterIdentifier: this.identifier,
        Engine: 'aurora-postgresql',
        DatabaseName: dbname,
        MasterUsername: username,
        MasterUserPassword: password,
        BackupRetentionPeriod: 30,
        PreferredMaintenanceWindow: 'tue:03:30-tue:04:00',
        DBClusterParameterGroupName: GROUP,
        DBSubnetGroupName: GROUP,
        VpcSecurityGroupIds: ['sg-pegasus-database', 'sg-pegasus-operators'],
        DeletionProtection: true,
        EnableIAMDatabaseAuthentication: true,
        EnableCloudwatchLogsExports: ['postgresql'],
        CopyTagsToSnapshot: true,
        StorageType: 'aurora-iopt1',
        ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 16 },
      }),
    );
    await eventually(
      `the cluster ${this.identifier}`,
      async () => (await this.describe()).Status === 'available' || undefined,
    );
    await this.createInstance('writer', { DBInstanceClass: 'db.r8g.large', PromotionTier: 0, ...MONITORING });
    const created = await eventually(`the writer of ${this.identifier}`, async () => {
      const { Endpoint: host, Port: port, EngineVersion: postgresVersion } = await this.describe();
      return host && port && postgresVersion ? { host, port, postgresVersion } : undefined;
    });
    await this.createInstance('reader', { DBInstanceClass: 'db.serverless', PromotionTier: 2 });
    const { DBClusterArn: ResourceArn } = await this.describe();
    await this.rds.send(new EnableHttpEndpointCommand({ ResourceArn }));
    await this.rds.send(
      new CreateDBClusterEndpointCommand({
        DBClusterIdentifier: this.identifier,
        DBClusterEndpointIdentifier: 'pegasus-reports',
        EndpointType: 'READER',
        StaticMembers: [`${this.identifier}-reader`],
      }),
    );
    return created;
  }

  async state(): Promise<string> {
    const { DbClusterResourceId, Status, DBClusterMembers = [] } = await this.describe();
    const members = DBClusterMembers.map((member) => member.DBInstanceIdentifier).sort();
    return `${this.identifier} (${DbClusterResourceId}) is ${Status} with ${members.join(', ')}`;
  }

  async latestRestorableTime(): Promise<Date | undefined> {
    return (await this.describe()).LatestRestorableTime;
  }

  async takeSnapshot(DBClusterSnapshotIdentifier: string) {
    const DBClusterIdentifier = this.identifier;
    await this.rds.send(new CreateDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier, DBClusterIdentifier }));
    return await eventually(`the snapshot ${DBClusterSnapshotIdentifier}`, async () => {
      const asked = new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier });
      const { Status, SnapshotCreateTime } = (await this.rds.send(asked)).DBClusterSnapshots?.[0] ?? {};
      if (Status !== 'available' || SnapshotCreateTime === undefined) return undefined;
      return { id: DBClusterSnapshotIdentifier, time: wholeSeconds(SnapshotCreateTime) };
    });
  }

  async settings({ port }: Connection) {
    const { DBClusters = [] } = await this.rds.send(new DescribeDBClustersCommand({}));
    const { DBInstances = [] } = await this.rds.send(new DescribeDBInstancesCommand({}));
    const of = (cluster: DBCluster = {}) =>
      settingsOf(
        cluster,
        DBInstances.filter(({ DBClusterIdentifier }) => DBClusterIdentifier === cluster.DBClusterIdentifier),
      );
    return {
      source: of(DBClusters.find(({ DBClusterIdentifier }) => DBClusterIdentifier === this.identifier)),
      current: of(DBClusters.find(({ Port }) => Port === port)),
    };
  }

  private async describe(): Promise<DBCluster> {
    const of = { DBClusterIdentifier: this.identifier };
    const { DBClusters = [] } = await this.rds.send(new DescribeDBClustersCommand(of));
    return DBClusters[0] ?? {};
  }

  private async createInstance(
    name: string,
    settings: {
      DBInstanceClass: string;
      PromotionTier: number;
      MonitoringInterval?: number;
      MonitoringRoleArn?: string;
    },
  ): Promise<void> {
    await this.rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: `${this.identifier}-${name}`,
        DBClusterIdentifier: this.identifier,
        Engine: 'aurora-postgresql',
        DBParameterGroupName: GROUP,
        ...settings,
      }),
    );
  }

  private async createGroups(): Promise<void> {
    const { DBParameterGroups = [] } = await this.rds.send(new DescribeDBParameterGroupsCommand({}));
    const family = DBParameterGroups.map((group) => group.DBParameterGroupFamily).find((name) =>
      name?.startsWith('aurora-postgresql'),
    );
    const described = { DBParameterGroupFamily: family, Description: 'Parameters of the application' };
    await this.rds.send(new CreateDBParameterGroupCommand({ DBParameterGroupName: GROUP, ...described }));
    await this.rds.send(new CreateDBClusterParameterGroupCommand({ DBClusterParameterGroupName: GROUP, ...described }));
    await this.rds.send(
      new ModifyDBClusterParameterGroupCommand({
        DBClusterParameterGroupName: GROUP,
        Parameters: [
          { ParameterName: 'max_connections', ParameterValue: '120', ApplyMethod: 'pending-reboot' },
          COMMIT_TIMES,
        ],
      }),
    );
    await this.rds.send(
      new CreateDBSubnetGroupCommand({
        DBSubnetGroupName: GROUP,
        DBSubnetGroupDescription: 'Private subnets',
        SubnetIds: ['subnet-a', 'subnet-b'],
      }),
    );
  }
}

/** What a restore of a cluster drops, its instances above all. */
function settingsOf(cluster: DBCluster, instances: readonly DBInstance[]): Map<string, string> {
  const writer = cluster.DBClusterMembers?.find(({ IsClusterWriter }) => IsClusterWriter)?.DBInstanceIdentifier;
  const inWords = ({ DBInstanceIdentifier, DBInstanceClass, DBParameterGroups, ...instance }: DBInstance) => {
    const group = DBParameterGroups?.[0]?.DBParameterGroupName;
    const role = DBInstanceIdentifier === writer ? 'writer' : 'reader';
    return `${role} ${DBInstanceClass} ${group} ${instance.PromotionTier} ${instance.MonitoringInterval} ${instance.DBInstanceStatus}`;
  };
  return said({
    instances: instances.map(inWords).sort(),
    clusterParameterGroup: cluster.DBClusterParameterGroup,
    parametersInForce: cluster.DBClusterMembers?.every((member) => member.DBClusterParameterGroupStatus === 'in-sync'),
    subnetGroup: cluster.DBSubnetGroup,
    securityGroups: cluster.VpcSecurityGroups?.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId).sort(),
    deletionProtection: cluster.DeletionProtection,
    iamAuthentication: cluster.IAMDatabaseAuthenticationEnabled,
    logExports: cluster.EnabledCloudwatchLogsExports,
    copyTagsToSnapshot: cluster.CopyTagsToSnapshot,
    storageType: cluster.StorageType,
    serverless: cluster.ServerlessV2ScalingConfiguration,
    backupRetention: cluster.BackupRetentionPeriod,
    maintenanceWindow: cluster.PreferredMaintenanceWindow,
    engineVersion: cluster.EngineVersion,
    dataApi: cluster.HttpEndpointEnabled,
  });
}
