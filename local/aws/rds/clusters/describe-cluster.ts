import { type Answer, List } from '../answer';
import { describeSubnetGroup, tagList } from '../describe';
import type { Groups, ParameterGroup } from '../groups';
import { arnOf } from '../names';
import type { Snapshot } from '../snapshots';
import type { ClusterMember } from './cluster-member';
import type { ClusterBackups } from './cluster-registry';
import type { ClusterSettings } from './cluster-settings';
import type { CustomEndpoint, DbCluster } from './db-cluster';

export const ENGINE = 'aurora-postgresql';

const securityGroups = ({ VpcSecurityGroupIds = [] }: ClusterSettings) =>
  new List(
    'VpcSecurityGroupMembership',
    VpcSecurityGroupIds.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId, Status: 'active' })),
  );

export function describeCluster(cluster: DbCluster): Answer {
  const { settings, endpoint } = cluster;
  const window = cluster.engine.backups.window();
  return {
    DBClusterIdentifier: cluster.identifier,
    DBClusterArn: arnOf('cluster', cluster.identifier),
    DbClusterResourceId: cluster.resourceId,
    Status: cluster.status,
    ClusterCreateTime: cluster.createdAt,
    Engine: ENGINE,
    EngineMode: 'provisioned',
    EngineVersion: settings.EngineVersion,
    DatabaseName: settings.DatabaseName,
    MasterUsername: settings.MasterUsername,
    Endpoint: endpoint?.Address,
    ReaderEndpoint: endpoint?.Address,
    Port: endpoint?.Port,
    EarliestRestorableTime: window?.earliest,
    LatestRestorableTime: window?.latest,
    BackupRetentionPeriod: settings.BackupRetentionPeriod,
    PreferredBackupWindow: settings.PreferredBackupWindow,
    PreferredMaintenanceWindow: settings.PreferredMaintenanceWindow,
    DBClusterParameterGroup: settings.DBClusterParameterGroupName,
    DBSubnetGroup: settings.DBSubnetGroupName,
    VpcSecurityGroups: securityGroups(settings),
    DeletionProtection: settings.DeletionProtection,
    IAMDatabaseAuthenticationEnabled: settings.EnableIAMDatabaseAuthentication,
    CopyTagsToSnapshot: settings.CopyTagsToSnapshot,
    StorageType: settings.StorageType,
    StorageEncrypted: settings.StorageEncrypted,
    KmsKeyId: settings.KmsKeyId,
    NetworkType: settings.NetworkType,
    EngineLifecycleSupport: settings.EngineLifecycleSupport,
    EnabledCloudwatchLogsExports: new List('member', settings.EnableCloudwatchLogsExports ?? []),
    ServerlessV2ScalingConfiguration: settings.ServerlessV2ScalingConfiguration,
    HttpEndpointEnabled: cluster.dataApi,
    DBClusterMembers: new List(
      'DBClusterMember',
      [...cluster.members.values()].map((member) => ({
        DBInstanceIdentifier: member.identifier,
        IsClusterWriter: cluster.writer === member,
        DBClusterParameterGroupStatus: member.clusterParameterStatus,
        PromotionTier: member.settings.PromotionTier,
      })),
    ),
    AssociatedRoles: new List(
      'DBClusterRole',
      [...cluster.engine.roles].map(([FeatureName, RoleArn]) => ({ FeatureName, RoleArn, Status: 'ACTIVE' })),
    ),
    TagList: tagList(cluster.tags),
  };
}

export const describeCustomEndpoint = (cluster: string, name: string, endpoint: CustomEndpoint): Answer => ({
  DBClusterEndpointIdentifier: name,
  DBClusterIdentifier: cluster,
  DBClusterEndpointArn: arnOf('cluster-endpoint', name),
  EndpointType: 'CUSTOM',
  CustomEndpointType: endpoint.type,
  Status: 'available',
  StaticMembers: new List('member', endpoint.staticMembers),
  ExcludedMembers: new List('member', endpoint.excludedMembers),
});

/** An instance of a cluster says of itself what is its own, and of the cluster what is shared. */
export function describeMember(member: ClusterMember, groups: Groups): Answer {
  const { settings, cluster } = member;
  const { endpoint } = cluster;
  return {
    DBInstanceIdentifier: member.identifier,
    DBInstanceArn: arnOf('db', member.identifier),
    DbiResourceId: member.resourceId,
    DBClusterIdentifier: cluster.identifier,
    DBInstanceStatus: member.status,
    InstanceCreateTime: member.createdAt,
    DBInstanceClass: settings.DBInstanceClass,
    Engine: ENGINE,
    EngineVersion: cluster.settings.EngineVersion,
    Endpoint: endpoint && { ...endpoint, HostedZoneId: 'Z0000000000000' },
    DbInstancePort: 0,
    MasterUsername: cluster.settings.MasterUsername,
    StorageEncrypted: cluster.settings.StorageEncrypted,
    PromotionTier: settings.PromotionTier,
    PubliclyAccessible: settings.PubliclyAccessible,
    AutoMinorVersionUpgrade: settings.AutoMinorVersionUpgrade,
    CACertificateIdentifier: settings.CACertificateIdentifier,
    PreferredMaintenanceWindow: settings.PreferredMaintenanceWindow,
    DBParameterGroups: new List('DBParameterGroup', [
      { DBParameterGroupName: settings.DBParameterGroupName, ParameterApplyStatus: member.parameterStatus },
    ]),
    VpcSecurityGroups: securityGroups(cluster.settings),
    DBSubnetGroup: describeSubnetGroup(groups.subnetGroup(cluster.settings.DBSubnetGroupName ?? 'default')),
    MonitoringInterval: settings.MonitoringInterval,
    MonitoringRoleArn: settings.MonitoringRoleArn,
    PerformanceInsightsEnabled: settings.EnablePerformanceInsights,
    PerformanceInsightsKMSKeyId: settings.PerformanceInsightsKMSKeyId,
    PerformanceInsightsRetentionPeriod: settings.PerformanceInsightsRetentionPeriod,
    TagList: tagList(member.tags),
  };
}

export function describeClusterBackups({ cluster, backups }: ClusterBackups): Answer {
  const window = backups.window();
  return {
    DBClusterIdentifier: cluster.identifier,
    DBClusterArn: arnOf('cluster', cluster.identifier),
    DbClusterResourceId: cluster.resourceId,
    DBClusterAutomatedBackupsArn: arnOf('cluster-auto-backup', backups.id),
    Engine: ENGINE,
    EngineVersion: cluster.settings.EngineVersion,
    Region: 'us-east-1',
    Status: backups.status,
    ClusterCreateTime: cluster.createdAt,
    RestoreWindow: window && { EarliestTime: window.earliest, LatestTime: window.latest },
    BackupRetentionPeriod: cluster.settings.BackupRetentionPeriod,
    TagList: tagList(cluster.tags),
  };
}

/** Without a time of its data: a snapshot of a cluster has none. */
export function describeClusterSnapshot(snapshot: Snapshot, settings: ClusterSettings): Answer {
  return {
    DBClusterSnapshotIdentifier: snapshot.identifier,
    DBClusterSnapshotArn: arnOf('cluster-snapshot', snapshot.identifier),
    DBClusterIdentifier: snapshot.instance.identifier,
    DbClusterResourceId: snapshot.instance.resourceId,
    ClusterCreateTime: snapshot.instance.createdAt,
    SnapshotCreateTime: snapshot.source?.target ?? snapshot.createdAt,
    SnapshotType: snapshot.type,
    Status: snapshot.status,
    PercentProgress: snapshot.status === 'available' ? 100 : 0,
    Engine: ENGINE,
    EngineVersion: settings.EngineVersion,
    MasterUsername: settings.MasterUsername,
    StorageEncrypted: settings.StorageEncrypted,
    TagList: tagList(snapshot.tags),
  };
}

export const describeClusterParameterGroup = (group: ParameterGroup): Answer => ({
  DBClusterParameterGroupName: group.name,
  DBParameterGroupFamily: group.family,
  Description: group.description,
  DBClusterParameterGroupArn: arnOf('cluster-pg', group.name),
});
