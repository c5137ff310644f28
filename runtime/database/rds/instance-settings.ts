import type {
  DBInstance,
  ModifyDBInstanceMessage,
  RestoreDBInstanceFromDBSnapshotMessage,
  RestoreDBInstanceToPointInTimeMessage,
} from '@aws-sdk/client-rds';
import * as z from 'zod';
import type { InstanceSettings } from '../../../domain/database/instance';
import { tagSetting } from '../../../domain/database/tags';
import { named, streaming, tagsOf } from './rds-responses';

const word = z.string().nullable();
const amount = z.number().nullable();
const list = z.array(z.string());

/** Settings of an instance, from wherever they come: a manifest may be of another kind. */
export const instanceSettings: z.ZodType<InstanceSettings> = z.object({
  instanceClass: word,
  engine: word,
  engineVersion: word,
  masterUsername: word,
  port: amount,
  subnetGroup: word,
  securityGroups: list,
  parameterGroup: word,
  optionGroup: word,
  multiAz: z.boolean(),
  publiclyAccessible: z.boolean(),
  deletionProtection: z.boolean(),
  iamAuthentication: z.boolean(),
  storageType: word,
  allocatedStorage: amount,
  maxAllocatedStorage: amount,
  iops: amount,
  storageThroughput: amount,
  storageEncrypted: z.boolean(),
  kmsKey: word,
  logExports: list,
  caCertificate: word,
  copyTagsToSnapshot: z.boolean(),
  autoMinorVersionUpgrade: z.boolean(),
  backupRetentionDays: z.number(),
  backupWindow: word,
  maintenanceWindow: word,
  networkType: word,
  performanceInsights: z.boolean(),
  performanceInsightsKey: word,
  performanceInsightsRetentionDays: amount,
  monitoringIntervalSeconds: z.number(),
  monitoringRole: word,
  // A manifest may be older than these.
  databaseInsightsMode: word.default(null),
  engineLifecycleSupport: word.default(null),
  dedicatedLogVolume: z.boolean().default(false),
  processorFeatures: list.default([]),
  tags: list.default([]),
  activityStream: word.default(null),
  backupReplications: list.default([]),
  directories: list.default([]),
  managedMasterSecret: z.boolean().default(false),
  readReplicas: list.default([]),
});

/** gp3 volumes smaller than this have fixed IOPS and throughput, and RDS refuses to be told them. */
const GP3_ADJUSTABLE_GIBIBYTES = 400;

export function settingsOf(db: DBInstance): InstanceSettings {
  return {
    instanceClass: db.DBInstanceClass ?? null,
    engine: db.Engine ?? null,
    engineVersion: db.EngineVersion ?? null,
    masterUsername: db.MasterUsername ?? null,
    port: db.Endpoint?.Port ?? (db.DbInstancePort || null),
    subnetGroup: db.DBSubnetGroup?.DBSubnetGroupName ?? null,
    securityGroups: named(db.VpcSecurityGroups?.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId)),
    parameterGroup: db.DBParameterGroups?.[0]?.DBParameterGroupName ?? null,
    optionGroup: db.OptionGroupMemberships?.[0]?.OptionGroupName ?? null,
    multiAz: db.MultiAZ ?? false,
    publiclyAccessible: db.PubliclyAccessible ?? false,
    deletionProtection: db.DeletionProtection ?? false,
    iamAuthentication: db.IAMDatabaseAuthenticationEnabled ?? false,
    storageType: db.StorageType ?? null,
    allocatedStorage: db.AllocatedStorage ?? null,
    maxAllocatedStorage: db.MaxAllocatedStorage ?? null,
    iops: db.Iops ?? null,
    storageThroughput: db.StorageThroughput ?? null,
    storageEncrypted: db.StorageEncrypted ?? false,
    kmsKey: db.KmsKeyId ?? null,
    logExports: named(db.EnabledCloudwatchLogsExports),
    caCertificate: db.CACertificateIdentifier ?? null,
    copyTagsToSnapshot: db.CopyTagsToSnapshot ?? false,
    autoMinorVersionUpgrade: db.AutoMinorVersionUpgrade ?? false,
    backupRetentionDays: db.BackupRetentionPeriod ?? 0,
    backupWindow: db.PreferredBackupWindow ?? null,
    maintenanceWindow: db.PreferredMaintenanceWindow ?? null,
    networkType: db.NetworkType ?? null,
    performanceInsights: db.PerformanceInsightsEnabled ?? false,
    performanceInsightsKey: db.PerformanceInsightsKMSKeyId ?? null,
    performanceInsightsRetentionDays: db.PerformanceInsightsRetentionPeriod ?? null,
    monitoringIntervalSeconds: db.MonitoringInterval ?? 0,
    monitoringRole: db.MonitoringRoleArn ?? null,
    databaseInsightsMode: db.DatabaseInsightsMode ?? null,
    engineLifecycleSupport: db.EngineLifecycleSupport ?? null,
    dedicatedLogVolume: db.DedicatedLogVolume ?? false,
    processorFeatures: named(db.ProcessorFeatures?.map(({ Name, Value }) => `${Name}=${Value}`)),
    tags: tagSetting(tagsOf(db.TagList)),
    activityStream: streaming(db),
    backupReplications: named(
      db.DBInstanceAutomatedBackupsReplications?.map(({ DBInstanceAutomatedBackupsArn: arn }) => arn),
    ),
    directories: named(db.DomainMemberships?.map(({ Domain, FQDN }) => Domain ?? FQDN)),
    managedMasterSecret: db.MasterUserSecret !== undefined,
    readReplicas: named([
      ...(db.ReadReplicaDBInstanceIdentifiers ?? []),
      ...(db.ReadReplicaDBClusterIdentifiers ?? []),
    ]),
  };
}

/** What both restore calls take alike. */
export type RestoreParameters = Omit<
  RestoreDBInstanceToPointInTimeMessage & RestoreDBInstanceFromDBSnapshotMessage,
  'TargetDBInstanceIdentifier' | 'DBInstanceIdentifier'
>;

/** Everything both restore calls can pass; without it RDS takes defaults: default groups, one zone, no protection. */
export function restoreParameters(s: InstanceSettings): RestoreParameters {
  return {
    DBInstanceClass: s.instanceClass ?? undefined,
    Port: s.port ?? undefined,
    DBSubnetGroupName: s.subnetGroup ?? undefined,
    VpcSecurityGroupIds: s.securityGroups.length > 0 ? [...s.securityGroups] : undefined,
    DBParameterGroupName: s.parameterGroup ?? undefined,
    OptionGroupName: s.optionGroup ?? undefined,
    MultiAZ: s.multiAz,
    PubliclyAccessible: s.publiclyAccessible,
    DeletionProtection: s.deletionProtection,
    EnableIAMDatabaseAuthentication: s.iamAuthentication,
    EnableCloudwatchLogsExports: s.logExports.length > 0 ? [...s.logExports] : undefined,
    CACertificateIdentifier: s.caCertificate ?? undefined,
    CopyTagsToSnapshot: s.copyTagsToSnapshot,
    AutoMinorVersionUpgrade: s.autoMinorVersionUpgrade,
    BackupRetentionPeriod: s.backupRetentionDays,
    PreferredBackupWindow: s.backupRetentionDays > 0 ? (s.backupWindow ?? undefined) : undefined,
    NetworkType: s.networkType ?? undefined,
    EngineLifecycleSupport: s.engineLifecycleSupport ?? undefined,
    DedicatedLogVolume: s.dedicatedLogVolume || undefined,
    ProcessorFeatures: s.processorFeatures.length > 0 ? processorFeatures(s) : undefined,
    ...storageParameters(s),
  };
}

const processorFeatures = (s: InstanceSettings) =>
  s.processorFeatures.map((feature) => {
    const [Name, Value] = feature.split('=');
    return { Name, Value };
  });

type StorageParameters = Pick<RestoreParameters, 'AllocatedStorage' | 'StorageType' | 'Iops' | 'StorageThroughput'>;

/** @param allocated GiB of the volume that gets them: RDS holds IOPS against it, and wants to be told both */
function storageParameters(s: InstanceSettings, { allocatedStorage: allocated } = s): StorageParameters {
  const adjustable = s.storageType === 'gp3' && (allocated ?? 0) >= GP3_ADJUSTABLE_GIBIBYTES;
  const provisioned = s.storageType?.startsWith('io') ?? false;
  return {
    StorageType: s.storageType ?? undefined,
    AllocatedStorage: adjustable || provisioned ? (allocated ?? undefined) : undefined,
    Iops: adjustable || provisioned ? (s.iops ?? undefined) : undefined,
    StorageThroughput: adjustable ? (s.storageThroughput ?? undefined) : undefined,
  };
}

type Setting = keyof InstanceSettings;
type Modification = Omit<ModifyDBInstanceMessage, 'DBInstanceIdentifier'>;

/** What a modification sets for each setting; those it cannot set have none. */
const MODIFICATIONS: Partial<Record<Setting, (wanted: InstanceSettings, found: InstanceSettings) => Modification>> = {
  instanceClass: (s) => ({ DBInstanceClass: s.instanceClass ?? undefined }),
  port: (s) => ({ DBPortNumber: s.port ?? undefined }),
  subnetGroup: (s) => ({ DBSubnetGroupName: s.subnetGroup ?? undefined }),
  securityGroups: (s) => ({ VpcSecurityGroupIds: [...s.securityGroups] }),
  parameterGroup: (s) => ({ DBParameterGroupName: s.parameterGroup ?? undefined }),
  optionGroup: (s) => ({ OptionGroupName: s.optionGroup ?? undefined }),
  multiAz: (s) => ({ MultiAZ: s.multiAz }),
  publiclyAccessible: (s) => ({ PubliclyAccessible: s.publiclyAccessible }),
  deletionProtection: (s) => ({ DeletionProtection: s.deletionProtection }),
  iamAuthentication: (s) => ({ EnableIAMDatabaseAuthentication: s.iamAuthentication }),
  storageType: storageParameters,
  iops: storageParameters,
  storageThroughput: storageParameters,
  maxAllocatedStorage: (s) => ({ MaxAllocatedStorage: s.maxAllocatedStorage ?? undefined }),
  logExports: (wanted, found) => ({
    CloudwatchLogsExportConfiguration: {
      EnableLogTypes: wanted.logExports.filter((type) => !found.logExports.includes(type)),
      DisableLogTypes: found.logExports.filter((type) => !wanted.logExports.includes(type)),
    },
  }),
  caCertificate: (s) => ({ CACertificateIdentifier: s.caCertificate ?? undefined }),
  copyTagsToSnapshot: (s) => ({ CopyTagsToSnapshot: s.copyTagsToSnapshot }),
  autoMinorVersionUpgrade: (s) => ({ AutoMinorVersionUpgrade: s.autoMinorVersionUpgrade }),
  backupRetentionDays: (s) => ({ BackupRetentionPeriod: s.backupRetentionDays }),
  backupWindow: (s) => ({ PreferredBackupWindow: s.backupWindow ?? undefined }),
  maintenanceWindow: (s) => ({ PreferredMaintenanceWindow: s.maintenanceWindow ?? undefined }),
  engineLifecycleSupport: (s) => ({ EngineLifecycleSupport: s.engineLifecycleSupport ?? undefined }),
  dedicatedLogVolume: (s) => ({ DedicatedLogVolume: s.dedicatedLogVolume }),
  processorFeatures: (s) =>
    s.processorFeatures.length > 0
      ? { ProcessorFeatures: processorFeatures(s) }
      : { UseDefaultProcessorFeatures: true },
  databaseInsightsMode: insightsParameters,
  performanceInsights: insightsParameters,
  performanceInsightsKey: insightsParameters,
  performanceInsightsRetentionDays: insightsParameters,
  monitoringIntervalSeconds: monitoringParameters,
  monitoringRole: monitoringParameters,
};

/** One modification that puts all these settings right. */
export function modificationOf(
  settings: readonly string[],
  wanted: InstanceSettings,
  found: InstanceSettings,
): Modification {
  const modification: Modification = {};
  for (const [setting, modify] of Object.entries(MODIFICATIONS)) {
    if (settings.includes(setting)) Object.assign(modification, modify(wanted, found));
  }
  return modification;
}

/** All of them: the advanced mode is refused without the retention that it needs. */
function insightsParameters(s: InstanceSettings): Modification {
  const DatabaseInsightsMode = (s.databaseInsightsMode ?? undefined) as Modification['DatabaseInsightsMode'];
  if (!s.performanceInsights) return { DatabaseInsightsMode, EnablePerformanceInsights: false };
  return {
    DatabaseInsightsMode,
    EnablePerformanceInsights: true,
    PerformanceInsightsKMSKeyId: s.performanceInsightsKey ?? undefined,
    PerformanceInsightsRetentionPeriod: s.performanceInsightsRetentionDays ?? undefined,
  };
}

function monitoringParameters(s: InstanceSettings): Modification {
  return { MonitoringInterval: s.monitoringIntervalSeconds, MonitoringRoleArn: s.monitoringRole ?? undefined };
}
