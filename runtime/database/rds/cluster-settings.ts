import type {
  CreateDBInstanceMessage,
  DBCluster,
  DBClusterEndpoint,
  DBInstance,
  ModifyDBClusterMessage,
  ModifyDBInstanceMessage,
  RestoreDBClusterFromSnapshotMessage,
  RestoreDBClusterToPointInTimeMessage,
} from '@aws-sdk/client-rds';
import * as z from 'zod';
import type { ClusterSettings, MemberSettings } from '../../../domain/database/cluster';
import { tagSetting } from '../../../domain/database/tags';
import { named, streaming, tagsOf } from './rds-responses';

const word = z.string().nullable();
const amount = z.number().nullable();
const list = z.array(z.string());
const answer = z.boolean().nullable();

/** Settings of a cluster, from wherever they come: a manifest may be of another kind. */
export const clusterSettings: z.ZodType<ClusterSettings> = z.object({
  engine: word,
  engineVersion: word,
  engineMode: word,
  masterUsername: word,
  port: amount,
  subnetGroup: word,
  securityGroups: list,
  clusterParameterGroup: word,
  deletionProtection: z.boolean(),
  iamAuthentication: z.boolean(),
  storageType: word,
  storageEncrypted: z.boolean(),
  kmsKey: word,
  logExports: list,
  copyTagsToSnapshot: z.boolean(),
  backupRetentionDays: z.number(),
  backupWindow: word,
  maintenanceWindow: word,
  networkType: word,
  serverlessMinimum: amount,
  serverlessMaximum: amount,
  serverlessPauseSeconds: amount,
  // A manifest may be older than these.
  dataApi: z.boolean().default(false),
  managedMasterSecret: z.boolean().default(false),
  customEndpoints: list.default([]),
  databaseInsightsMode: word.default(null),
  performanceInsights: answer.default(null),
  performanceInsightsKey: word.default(null),
  performanceInsightsRetentionDays: amount.default(null),
  engineLifecycleSupport: word.default(null),
  localWriteForwarding: z.boolean().default(false),
  vpcNetworking: answer.default(null),
  internetAccessGateway: answer.default(null),
  tags: list.default([]),
  activityStream: word.default(null),
  directories: list.default([]),
  globalCluster: word.default(null),
  readReplicas: list.default([]),
  instances: z.number(),
});

export const memberSettings: z.ZodType<MemberSettings> = z.object({
  instanceClass: word,
  parameterGroup: word,
  promotionTier: amount,
  publiclyAccessible: z.boolean(),
  autoMinorVersionUpgrade: z.boolean(),
  caCertificate: word,
  maintenanceWindow: word,
  performanceInsights: z.boolean(),
  performanceInsightsKey: word,
  performanceInsightsRetentionDays: amount,
  monitoringIntervalSeconds: z.number(),
  monitoringRole: word,
  tags: list.default([]),
});

export function settingsOfCluster(
  db: DBCluster,
  endpoints: readonly DBClusterEndpoint[],
  members: readonly DBInstance[],
): ClusterSettings {
  const serverless = db.ServerlessV2ScalingConfiguration;
  return {
    engine: db.Engine ?? null,
    engineVersion: db.EngineVersion ?? null,
    engineMode: db.EngineMode ?? null,
    masterUsername: db.MasterUsername ?? null,
    port: db.Port ?? null,
    subnetGroup: db.DBSubnetGroup ?? null,
    securityGroups: named(db.VpcSecurityGroups?.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId)),
    clusterParameterGroup: db.DBClusterParameterGroup ?? null,
    deletionProtection: db.DeletionProtection ?? false,
    iamAuthentication: db.IAMDatabaseAuthenticationEnabled ?? false,
    storageType: db.StorageType ?? null,
    storageEncrypted: db.StorageEncrypted ?? false,
    kmsKey: db.KmsKeyId ?? null,
    logExports: named(db.EnabledCloudwatchLogsExports),
    copyTagsToSnapshot: db.CopyTagsToSnapshot ?? false,
    backupRetentionDays: db.BackupRetentionPeriod ?? 0,
    backupWindow: db.PreferredBackupWindow ?? null,
    maintenanceWindow: db.PreferredMaintenanceWindow ?? null,
    networkType: db.NetworkType ?? null,
    serverlessMinimum: serverless?.MinCapacity ?? null,
    serverlessMaximum: serverless?.MaxCapacity ?? null,
    serverlessPauseSeconds: serverless?.SecondsUntilAutoPause ?? null,
    dataApi: db.HttpEndpointEnabled ?? false,
    managedMasterSecret: db.MasterUserSecret !== undefined,
    customEndpoints: customEndpoints(endpoints, members),
    databaseInsightsMode: db.DatabaseInsightsMode ?? null,
    performanceInsights: db.PerformanceInsightsEnabled ?? null,
    performanceInsightsKey: db.PerformanceInsightsKMSKeyId ?? null,
    performanceInsightsRetentionDays: db.PerformanceInsightsRetentionPeriod ?? null,
    engineLifecycleSupport: db.EngineLifecycleSupport ?? null,
    localWriteForwarding: /^(enabl|request)/.test(db.LocalWriteForwardingStatus ?? ''),
    vpcNetworking: db.VPCNetworkingEnabled ?? null,
    internetAccessGateway: db.InternetAccessGatewayEnabled ?? null,
    tags: tagSetting(tagsOf(db.TagList)),
    activityStream: streaming(db),
    directories: named(db.DomainMemberships?.map(({ Domain, FQDN }) => Domain ?? FQDN)),
    globalCluster: db.GlobalClusterIdentifier ?? null,
    readReplicas: named(db.ReadReplicaIdentifiers),
    instances: members.length,
  };
}

/** Instances by their position, as everywhere in the settings; one that is gone by its name. */
function customEndpoints(endpoints: readonly DBClusterEndpoint[], members: readonly DBInstance[]): string[] {
  const positionOf = (name: string): string => {
    const index = members.findIndex(({ DBInstanceIdentifier }) => DBInstanceIdentifier === name);
    return index < 0 ? name : `instance${index + 1}`;
  };
  return endpoints
    .map(({ DBClusterEndpointIdentifier, CustomEndpointType, StaticMembers = [], ExcludedMembers = [] }) => {
      const leads = StaticMembers.length > 0 ? StaticMembers.map(positionOf).sort() : ['all'];
      const but = ExcludedMembers.map((name) => `not ${positionOf(name)}`).sort();
      return `${DBClusterEndpointIdentifier} ${CustomEndpointType}: ${[...leads, ...but].join(', ')}`;
    })
    .sort();
}

export function settingsOfMember(db: DBInstance): MemberSettings {
  return {
    instanceClass: db.DBInstanceClass ?? null,
    parameterGroup: db.DBParameterGroups?.[0]?.DBParameterGroupName ?? null,
    promotionTier: db.PromotionTier ?? null,
    publiclyAccessible: db.PubliclyAccessible ?? false,
    autoMinorVersionUpgrade: db.AutoMinorVersionUpgrade ?? false,
    caCertificate: db.CACertificateIdentifier ?? null,
    maintenanceWindow: db.PreferredMaintenanceWindow ?? null,
    performanceInsights: db.PerformanceInsightsEnabled ?? false,
    performanceInsightsKey: db.PerformanceInsightsKMSKeyId ?? null,
    performanceInsightsRetentionDays: db.PerformanceInsightsRetentionPeriod ?? null,
    monitoringIntervalSeconds: db.MonitoringInterval ?? 0,
    monitoringRole: db.MonitoringRoleArn ?? null,
    tags: tagSetting(tagsOf(db.TagList)),
  };
}

/** What both restore calls can pass, without whose settings Aurora takes defaults. */
type RestoreParameters = Omit<
  RestoreDBClusterToPointInTimeMessage & RestoreDBClusterFromSnapshotMessage,
  'DBClusterIdentifier' | 'SnapshotIdentifier' | 'Engine' | 'EngineVersion'
>;

export function clusterRestoreParameters(s: ClusterSettings): RestoreParameters {
  return {
    Port: s.port ?? undefined,
    DBSubnetGroupName: s.subnetGroup ?? undefined,
    VpcSecurityGroupIds: s.securityGroups.length > 0 ? [...s.securityGroups] : undefined,
    DBClusterParameterGroupName: s.clusterParameterGroup ?? undefined,
    DeletionProtection: s.deletionProtection,
    EnableIAMDatabaseAuthentication: s.iamAuthentication,
    EnableCloudwatchLogsExports: s.logExports.length > 0 ? [...s.logExports] : undefined,
    CopyTagsToSnapshot: s.copyTagsToSnapshot,
    KmsKeyId: s.kmsKey ?? undefined,
    StorageType: s.storageType ?? undefined,
    NetworkType: s.networkType ?? undefined,
    BackupRetentionPeriod: s.backupRetentionDays,
    PreferredBackupWindow: s.backupWindow ?? undefined,
    EngineLifecycleSupport: s.engineLifecycleSupport ?? undefined,
    EnableVPCNetworking: s.vpcNetworking ?? undefined,
    EnableInternetAccessGateway: s.internetAccessGateway ?? undefined,
    ...scaling(s),
  };
}

function scaling(s: ClusterSettings): Pick<RestoreParameters, 'ServerlessV2ScalingConfiguration'> {
  if (s.serverlessMinimum === null && s.serverlessMaximum === null) return {};
  return {
    ServerlessV2ScalingConfiguration: {
      MinCapacity: s.serverlessMinimum ?? undefined,
      MaxCapacity: s.serverlessMaximum ?? undefined,
      SecondsUntilAutoPause: s.serverlessPauseSeconds ?? undefined,
    },
  };
}

/** Everything that an instance of a cluster can be made with. */
export function memberParameters(s: MemberSettings): Omit<
  CreateDBInstanceMessage,
  'DBInstanceIdentifier' | 'DBClusterIdentifier' | 'Engine'
> & {
  readonly DBInstanceClass: string | undefined;
} {
  return {
    DBInstanceClass: s.instanceClass ?? undefined,
    DBParameterGroupName: s.parameterGroup ?? undefined,
    PromotionTier: s.promotionTier ?? undefined,
    PubliclyAccessible: s.publiclyAccessible,
    AutoMinorVersionUpgrade: s.autoMinorVersionUpgrade,
    CACertificateIdentifier: s.caCertificate ?? undefined,
    PreferredMaintenanceWindow: s.maintenanceWindow ?? undefined,
    ...insights(s),
    ...monitoring(s),
  };
}

type ClusterChange = Omit<ModifyDBClusterMessage, 'DBClusterIdentifier'>;
type MemberChange = Omit<ModifyDBInstanceMessage, 'DBInstanceIdentifier'>;

const CLUSTER_CHANGES: Partial<
  Record<keyof ClusterSettings, (wanted: ClusterSettings, found: ClusterSettings) => ClusterChange>
> = {
  port: (s) => ({ Port: s.port ?? undefined }),
  securityGroups: (s) => ({ VpcSecurityGroupIds: [...s.securityGroups] }),
  clusterParameterGroup: (s) => ({ DBClusterParameterGroupName: s.clusterParameterGroup ?? undefined }),
  deletionProtection: (s) => ({ DeletionProtection: s.deletionProtection }),
  iamAuthentication: (s) => ({ EnableIAMDatabaseAuthentication: s.iamAuthentication }),
  storageType: (s) => ({ StorageType: s.storageType ?? undefined }),
  logExports: (wanted, found) => ({
    CloudwatchLogsExportConfiguration: {
      EnableLogTypes: wanted.logExports.filter((type) => !found.logExports.includes(type)),
      DisableLogTypes: found.logExports.filter((type) => !wanted.logExports.includes(type)),
    },
  }),
  copyTagsToSnapshot: (s) => ({ CopyTagsToSnapshot: s.copyTagsToSnapshot }),
  backupRetentionDays: (s) => ({ BackupRetentionPeriod: s.backupRetentionDays }),
  backupWindow: (s) => ({ PreferredBackupWindow: s.backupWindow ?? undefined }),
  maintenanceWindow: (s) => ({ PreferredMaintenanceWindow: s.maintenanceWindow ?? undefined }),
  engineLifecycleSupport: (s) => ({ EngineLifecycleSupport: s.engineLifecycleSupport ?? undefined }),
  localWriteForwarding: (s) => ({ EnableLocalWriteForwarding: s.localWriteForwarding }),
  databaseInsightsMode: clusterInsights,
  performanceInsights: clusterInsights,
  performanceInsightsKey: clusterInsights,
  performanceInsightsRetentionDays: clusterInsights,
  serverlessMinimum: scaling,
  serverlessMaximum: scaling,
  serverlessPauseSeconds: scaling,
};

const MEMBER_CHANGES: Partial<Record<keyof MemberSettings, (wanted: MemberSettings) => MemberChange>> = {
  instanceClass: (s) => ({ DBInstanceClass: s.instanceClass ?? undefined }),
  parameterGroup: (s) => ({ DBParameterGroupName: s.parameterGroup ?? undefined }),
  promotionTier: (s) => ({ PromotionTier: s.promotionTier ?? undefined }),
  publiclyAccessible: (s) => ({ PubliclyAccessible: s.publiclyAccessible }),
  autoMinorVersionUpgrade: (s) => ({ AutoMinorVersionUpgrade: s.autoMinorVersionUpgrade }),
  caCertificate: (s) => ({ CACertificateIdentifier: s.caCertificate ?? undefined }),
  maintenanceWindow: (s) => ({ PreferredMaintenanceWindow: s.maintenanceWindow ?? undefined }),
  performanceInsights: insights,
  performanceInsightsKey: insights,
  performanceInsightsRetentionDays: insights,
  monitoringIntervalSeconds: monitoring,
  monitoringRole: monitoring,
};

/** One modification of the cluster that puts all these settings right; empty when none of them is its own. */
export function clusterChange(
  settings: readonly string[],
  wanted: ClusterSettings,
  found: ClusterSettings,
): ClusterChange {
  const change: ClusterChange = {};
  for (const [setting, modify] of Object.entries(CLUSTER_CHANGES)) {
    if (settings.includes(setting)) Object.assign(change, modify(wanted, found));
  }
  return change;
}

export function memberChange(settings: readonly string[], wanted: MemberSettings): MemberChange {
  const change: MemberChange = {};
  for (const [setting, modify] of Object.entries(MEMBER_CHANGES)) {
    if (settings.includes(setting)) Object.assign(change, modify(wanted));
  }
  return change;
}

/** All of them: the advanced mode is refused without the retention that it needs. */
function clusterInsights(s: ClusterSettings): ClusterChange {
  return {
    DatabaseInsightsMode: (s.databaseInsightsMode ?? undefined) as ClusterChange['DatabaseInsightsMode'],
    EnablePerformanceInsights: s.performanceInsights ?? undefined,
    PerformanceInsightsKMSKeyId: s.performanceInsightsKey ?? undefined,
    PerformanceInsightsRetentionPeriod: s.performanceInsightsRetentionDays ?? undefined,
  };
}

function insights(s: MemberSettings) {
  if (!s.performanceInsights) return { EnablePerformanceInsights: false };
  return {
    EnablePerformanceInsights: true,
    PerformanceInsightsKMSKeyId: s.performanceInsightsKey ?? undefined,
    PerformanceInsightsRetentionPeriod: s.performanceInsightsRetentionDays ?? undefined,
  };
}

function monitoring(s: MemberSettings) {
  return { MonitoringInterval: s.monitoringIntervalSeconds, MonitoringRoleArn: s.monitoringRole ?? undefined };
}
