import * as z from 'zod';
import { flag, listOf, text, whole } from '../action';
import { lifecycle } from '../settings';

const capacity = z
  .string()
  .regex(/^\d+(\.5)?$/)
  .transform(Number);

/** What every call that makes or restores a cluster can pass. */
export const CLUSTER_PASSABLE = z
  .object({
    BackupRetentionPeriod: whole.refine((days) => days >= 1 && days <= 35, 'must be from 1 to 35'),
    PreferredBackupWindow: text,
    DBClusterParameterGroupName: text,
    DBSubnetGroupName: text,
    VpcSecurityGroupIds: listOf(text.regex(/^sg-/)),
    DeletionProtection: flag,
    EnableIAMDatabaseAuthentication: flag,
    CopyTagsToSnapshot: flag,
    KmsKeyId: text,
    StorageType: z.enum(['aurora', 'aurora-iopt1']),
    NetworkType: text,
    EngineLifecycleSupport: lifecycle,
    EnableCloudwatchLogsExports: listOf(text),
    ServerlessV2ScalingConfiguration: z.strictObject({
      MinCapacity: capacity.optional(),
      MaxCapacity: capacity.optional(),
      SecondsUntilAutoPause: whole.optional(),
    }),
  })
  .partial().shape;

/** What stays as it was created, or as its data was. */
export const CLUSTER_FIXED = z
  .object({
    EngineVersion: text,
    DatabaseName: text.regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/),
    MasterUsername: text.regex(/^[A-Za-z][A-Za-z0-9_]{0,62}$/),
    StorageEncrypted: flag,
  })
  .partial().shape;

/** What a restore cannot pass. */
export const CLUSTER_NOT_ON_RESTORE = { PreferredMaintenanceWindow: text.optional() };

const ClusterSettings = z.object({ ...CLUSTER_PASSABLE, ...CLUSTER_FIXED, ...CLUSTER_NOT_ON_RESTORE });
/** By the names of the parameters that set them. */
export type ClusterSettings = z.output<typeof ClusterSettings>;

export function defaultClusterSettings(engineVersion: string): ClusterSettings {
  const major = engineVersion.split('.')[0];
  return {
    EngineVersion: engineVersion,
    BackupRetentionPeriod: 1,
    PreferredBackupWindow: '03:00-03:30',
    PreferredMaintenanceWindow: 'sun:04:00-sun:04:30',
    DBClusterParameterGroupName: `default.aurora-postgresql${major}`,
    DBSubnetGroupName: 'default',
    VpcSecurityGroupIds: ['sg-default'],
    DeletionProtection: false,
    EnableIAMDatabaseAuthentication: false,
    CopyTagsToSnapshot: false,
    StorageType: 'aurora',
    StorageEncrypted: false,
    NetworkType: 'IPV4',
    EngineLifecycleSupport: 'open-source-rds-extended-support',
    EnableCloudwatchLogsExports: [],
  };
}

/** What a restored cluster takes over from its source; everything else falls to the default. */
const KEPT = [
  'BackupRetentionPeriod',
  'EngineVersion',
  'DatabaseName',
  'MasterUsername',
  'StorageEncrypted',
  'KmsKeyId',
] as const;

export function restoredClusterSettings(
  source: ClusterSettings,
  passed: ClusterSettings,
  engineVersion: string,
): ClusterSettings {
  const kept = Object.fromEntries(KEPT.map((name) => [name, source[name]]));
  return { ...defaultClusterSettings(engineVersion), ...kept, ...passed };
}

/** What the region would choose for who names no version: never the one of this machine, so that it is noticed. */
export const regionDefaultVersion = (engineVersion: string): string => `${Number(engineVersion.split('.')[0]) - 1}.4`;
