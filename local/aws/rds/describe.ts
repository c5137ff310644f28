import type { Tag } from './action';
import { type Answer, List } from './answer';
import type { AutomatedBackups } from './automated-backups';
import type { DbInstance } from './db-instance';
import type { Groups, ParameterGroup, SubnetGroup } from './groups';
import { arnOf } from './names';
import type { Settings } from './settings';
import type { Snapshot } from './snapshots';

export const tagList = (tags: readonly Tag[]) => new List('Tag', tags);

/** What instance, snapshot and automated backup say alike. */
const common = (settings: Settings) => ({
  Engine: settings.Engine,
  EngineVersion: settings.EngineVersion,
  MasterUsername: settings.MasterUsername,
  AllocatedStorage: settings.AllocatedStorage,
  StorageType: settings.StorageType,
  Iops: settings.Iops,
  StorageThroughput: settings.StorageThroughput,
  KmsKeyId: settings.KmsKeyId,
  LicenseModel: 'postgresql-license',
  AvailabilityZone: 'us-east-1a',
  IAMDatabaseAuthenticationEnabled: settings.EnableIAMDatabaseAuthentication,
});

export function describeInstance(instance: DbInstance, groups: Groups): Answer {
  const { settings, pending, endpoint } = instance;
  const { DBParameterGroupName, OptionGroupName, DBSubnetGroupName, VpcSecurityGroupIds = [] } = settings;
  return {
    ...common(settings),
    DBInstanceIdentifier: instance.identifier,
    DBInstanceArn: arnOf('db', instance.identifier),
    DbiResourceId: instance.resourceId,
    DBInstanceStatus: instance.shownStatus,
    InstanceCreateTime: instance.createdAt,
    DBInstanceClass: settings.DBInstanceClass,
    DBName: settings.DBName,
    Endpoint: endpoint && { ...endpoint, HostedZoneId: 'Z0000000000000' },
    DbInstancePort: 0,
    MaxAllocatedStorage: settings.MaxAllocatedStorage,
    StorageEncrypted: settings.StorageEncrypted,
    MultiAZ: settings.MultiAZ,
    PubliclyAccessible: settings.PubliclyAccessible,
    AutoMinorVersionUpgrade: settings.AutoMinorVersionUpgrade,
    BackupRetentionPeriod: settings.BackupRetentionPeriod,
    PreferredBackupWindow: settings.PreferredBackupWindow,
    PreferredMaintenanceWindow: settings.PreferredMaintenanceWindow,
    LatestRestorableTime: instance.hasAutomatedBackups ? instance.backups.window()?.latest : undefined,
    DBParameterGroups: new List('DBParameterGroup', [
      { DBParameterGroupName, ParameterApplyStatus: instance.parameterStatus },
    ]),
    OptionGroupMemberships: new List('OptionGroupMembership', [{ OptionGroupName, Status: 'in-sync' }]),
    VpcSecurityGroups: new List(
      'VpcSecurityGroupMembership',
      VpcSecurityGroupIds.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId, Status: 'active' })),
    ),
    DBSubnetGroup: describeSubnetGroup(groups.subnetGroup(DBSubnetGroupName ?? 'default')),
    DeletionProtection: settings.DeletionProtection,
    CopyTagsToSnapshot: settings.CopyTagsToSnapshot,
    CACertificateIdentifier: settings.CACertificateIdentifier,
    NetworkType: settings.NetworkType,
    EngineLifecycleSupport: settings.EngineLifecycleSupport,
    DedicatedLogVolume: settings.DedicatedLogVolume,
    MonitoringInterval: settings.MonitoringInterval,
    MonitoringRoleArn: settings.MonitoringRoleArn,
    PerformanceInsightsEnabled: settings.EnablePerformanceInsights,
    PerformanceInsightsKMSKeyId: settings.PerformanceInsightsKMSKeyId,
    PerformanceInsightsRetentionPeriod: settings.PerformanceInsightsRetentionPeriod,
    DatabaseInsightsMode: settings.DatabaseInsightsMode,
    AssociatedRoles: new List(
      'DBInstanceRole',
      [...instance.roles].map(([FeatureName, RoleArn]) => ({ FeatureName, RoleArn, Status: 'ACTIVE' })),
    ),
    EnabledCloudwatchLogsExports: new List('member', settings.EnableCloudwatchLogsExports ?? []),
    PendingModifiedValues: {
      DBInstanceClass: pending.DBInstanceClass,
      AllocatedStorage: pending.AllocatedStorage,
      StorageType: pending.StorageType,
      Iops: pending.Iops,
      StorageThroughput: pending.StorageThroughput,
      MultiAZ: pending.MultiAZ,
      EngineVersion: pending.EngineVersion,
      IAMDatabaseAuthenticationEnabled: pending.EnableIAMDatabaseAuthentication,
      CACertificateIdentifier: pending.CACertificateIdentifier,
    },
    TagList: tagList(instance.tags),
  };
}

export function describeBackups(backups: AutomatedBackups): Answer {
  const { instance } = backups;
  const window = backups.window();
  return {
    ...common(instance.settings),
    DBInstanceIdentifier: instance.identifier,
    DBInstanceArn: arnOf('db', instance.identifier),
    DbiResourceId: instance.resourceId,
    DBInstanceAutomatedBackupsArn: arnOf('auto-backup', backups.id),
    Region: 'us-east-1',
    Status: backups.status,
    InstanceCreateTime: backups.createdAt,
    RestoreWindow: window && { EarliestTime: window.earliest, LatestTime: window.latest },
    Encrypted: instance.settings.StorageEncrypted,
    BackupRetentionPeriod: instance.settings.BackupRetentionPeriod,
    TagList: tagList(instance.tags),
  };
}

export function describeSnapshot(snapshot: Snapshot): Answer {
  const { instance, settings } = snapshot;
  const available = snapshot.status === 'available';
  return {
    ...common(settings),
    DBSnapshotIdentifier: snapshot.identifier,
    DBSnapshotArn: arnOf('snapshot', snapshot.identifier),
    DBInstanceIdentifier: instance.identifier,
    DbiResourceId: instance.resourceId,
    InstanceCreateTime: instance.createdAt,
    SnapshotType: snapshot.type,
    Status: snapshot.status,
    PercentProgress: available ? 100 : 0,
    SnapshotCreateTime: snapshot.createdAt,
    OriginalSnapshotCreateTime: snapshot.createdAt,
    SnapshotDatabaseTime: snapshot.source?.target,
    Encrypted: settings.StorageEncrypted,
    OptionGroupName: settings.OptionGroupName,
    TagList: tagList(snapshot.tags),
  };
}

export const describeParameterGroup = (group: ParameterGroup): Answer => ({
  DBParameterGroupName: group.name,
  DBParameterGroupFamily: group.family,
  Description: group.description,
  DBParameterGroupArn: arnOf('pg', group.name),
});

/** Each subnet of a group is in a zone of its own: `us-east-1a`, `us-east-1b`. */
const zoneAt = (index: number): string => `us-east-1${String.fromCharCode('a'.charCodeAt(0) + index)}`;

export const describeSubnetGroup = (group: SubnetGroup): Answer => ({
  DBSubnetGroupName: group.name,
  DBSubnetGroupDescription: group.description,
  VpcId: 'vpc-default',
  SubnetGroupStatus: 'Complete',
  Subnets: new List(
    'Subnet',
    group.subnets.map((SubnetIdentifier, index) => ({
      SubnetIdentifier,
      SubnetAvailabilityZone: { Name: zoneAt(index) },
      SubnetStatus: 'Active',
    })),
  ),
  DBSubnetGroupArn: arnOf('subgrp', group.name),
});
