import * as z from 'zod';
import { flag, listOf, text, whole } from './action';

export const lifecycle = z.enum(['open-source-rds-extended-support', 'open-source-rds-extended-support-disabled']);

/** What every call that makes or changes an instance can pass. */
export const PASSABLE = z
  .object({
    DBInstanceClass: text.regex(/^db\./),
    AllocatedStorage: whole,
    MaxAllocatedStorage: whole,
    StorageType: z.enum(['gp2', 'gp3', 'io1', 'io2', 'standard']),
    Iops: whole,
    StorageThroughput: whole,
    MultiAZ: flag,
    PubliclyAccessible: flag,
    AutoMinorVersionUpgrade: flag,
    BackupRetentionPeriod: whole.refine((days) => days <= 35, 'must be from 0 to 35'),
    PreferredBackupWindow: text,
    DBParameterGroupName: text,
    OptionGroupName: text,
    DBSubnetGroupName: text,
    VpcSecurityGroupIds: listOf(text.regex(/^sg-/)),
    DeletionProtection: flag,
    EnableIAMDatabaseAuthentication: flag,
    CopyTagsToSnapshot: flag,
    CACertificateIdentifier: text,
    NetworkType: text,
    EngineLifecycleSupport: lifecycle,
    DedicatedLogVolume: flag,
  })
  .partial().shape;

/** What a restore cannot pass: it needs a `ModifyDBInstance` afterwards. */
export const NOT_ON_RESTORE = z
  .object({
    EngineVersion: text,
    PreferredMaintenanceWindow: text,
    MonitoringInterval: whole,
    MonitoringRoleArn: text,
    EnablePerformanceInsights: flag,
    PerformanceInsightsKMSKeyId: text,
    PerformanceInsightsRetentionPeriod: whole,
    DatabaseInsightsMode: text,
  })
  .partial().shape;

/** What stays as it was created. */
export const FIXED = z
  .object({
    Engine: z.literal('postgres'),
    DBName: text.regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/),
    MasterUsername: text.regex(/^[A-Za-z][A-Za-z0-9_]{0,62}$/),
    StorageEncrypted: flag,
    KmsKeyId: text,
  })
  .partial().shape;

/** `ModifyDBInstance` has its own parameter for the change of it. */
export const LOG_EXPORTS = { EnableCloudwatchLogsExports: listOf(text).optional() };

const Settings = z.object({ ...PASSABLE, ...NOT_ON_RESTORE, ...FIXED, ...LOG_EXPORTS });
/** By the names of the parameters that set them. */
export type Settings = z.output<typeof Settings>;

export function defaultSettings(engineVersion: string): Settings {
  const major = engineVersion.split('.')[0];
  return {
    Engine: 'postgres',
    EngineVersion: engineVersion,
    DBInstanceClass: 'db.t4g.micro',
    AllocatedStorage: 20,
    StorageType: 'gp3',
    StorageEncrypted: false,
    MultiAZ: false,
    PubliclyAccessible: false,
    AutoMinorVersionUpgrade: true,
    BackupRetentionPeriod: 1,
    PreferredBackupWindow: '03:00-03:30',
    PreferredMaintenanceWindow: 'sun:04:00-sun:04:30',
    DBParameterGroupName: `default.postgres${major}`,
    OptionGroupName: `default:postgres-${major}`,
    DBSubnetGroupName: 'default',
    VpcSecurityGroupIds: ['sg-default'],
    DeletionProtection: false,
    EnableIAMDatabaseAuthentication: false,
    CopyTagsToSnapshot: false,
    CACertificateIdentifier: 'rds-ca-rsa2048-g1',
    NetworkType: 'IPV4',
    EngineLifecycleSupport: 'open-source-rds-extended-support',
    DedicatedLogVolume: false,
    MonitoringInterval: 0,
    EnablePerformanceInsights: false,
    DatabaseInsightsMode: 'standard',
    EnableCloudwatchLogsExports: [],
  };
}

/** What a restored instance takes over from its source; everything else falls to the default. */
const KEPT = [
  'DBInstanceClass',
  'AllocatedStorage',
  'BackupRetentionPeriod',
  'EngineVersion',
  'DBName',
  'MasterUsername',
  'StorageEncrypted',
  'KmsKeyId',
] as const;

export function restoredSettings(source: Settings, passed: Settings, engineVersion: string): Settings {
  const kept = Object.fromEntries(KEPT.map((name) => [name, source[name]]));
  return { ...defaultSettings(engineVersion), ...kept, ...passed };
}

/** Without `ApplyImmediately` these wait for the maintenance window, which never comes on this machine. */
const WAIT_FOR_WINDOW: readonly string[] = [
  'DBInstanceClass',
  'AllocatedStorage',
  'StorageType',
  'Iops',
  'StorageThroughput',
  'MultiAZ',
  'EngineVersion',
  'EnableIAMDatabaseAuthentication',
  'CACertificateIdentifier',
];

export function splitChanges(changes: Settings, applyImmediately: boolean): { now: Settings; pending: Settings } {
  const waits = ([name]: [string, unknown]) => !applyImmediately && WAIT_FOR_WINDOW.includes(name);
  const entries = Object.entries(changes);
  return {
    now: Object.fromEntries(entries.filter((entry) => !waits(entry))),
    pending: Object.fromEntries(entries.filter(waits)),
  };
}
