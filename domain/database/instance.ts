import { minorWaiver } from './engine';
import { waivedAnyway } from './left-behind';
import type { SettingRules, SettingValue } from './settings';

/** What a database instance is set to, in RDS's words. */
export type InstanceSettings = {
  readonly instanceClass: string | null;
  readonly engine: string | null;
  readonly engineVersion: string | null;
  readonly masterUsername: string | null;
  readonly port: number | null;
  readonly subnetGroup: string | null;
  readonly securityGroups: readonly string[];
  readonly parameterGroup: string | null;
  readonly optionGroup: string | null;
  readonly multiAz: boolean;
  readonly publiclyAccessible: boolean;
  readonly deletionProtection: boolean;
  readonly iamAuthentication: boolean;
  readonly storageType: string | null;
  readonly allocatedStorage: number | null;
  readonly maxAllocatedStorage: number | null;
  readonly iops: number | null;
  readonly storageThroughput: number | null;
  readonly storageEncrypted: boolean;
  readonly kmsKey: string | null;
  readonly logExports: readonly string[];
  readonly caCertificate: string | null;
  readonly copyTagsToSnapshot: boolean;
  readonly autoMinorVersionUpgrade: boolean;
  readonly backupRetentionDays: number;
  readonly backupWindow: string | null;
  readonly maintenanceWindow: string | null;
  readonly networkType: string | null;
  readonly performanceInsights: boolean;
  readonly performanceInsightsKey: string | null;
  readonly performanceInsightsRetentionDays: number | null;
  readonly monitoringIntervalSeconds: number;
  readonly monitoringRole: string | null;
  readonly databaseInsightsMode: string | null;
  /** Whether RDS goes on with an engine that the community has ended, for money. */
  readonly engineLifecycleSupport: string | null;
  readonly dedicatedLogVolume: boolean;
  /** As `coreCount=4`. */
  readonly processorFeatures: readonly string[];
  /** See `tagSetting`. */
  readonly tags: readonly string[];
  /** What no restore brings: `LEFT_BEHIND`. */
  readonly activityStream: string | null;
  readonly backupReplications: readonly string[];
  readonly directories: readonly string[];
  readonly managedMasterSecret: boolean;
  readonly readReplicas: readonly string[];
};

export const INSTANCE_RULES: SettingRules = {
  withTheData: ['engine', 'engineVersion', 'masterUsername', 'storageEncrypted', 'kmsKey', 'networkType'],
  inADrill: { deletionProtection: false, multiAz: false, backupRetentionDays: 0 },
  waiver(setting, wanted, found) {
    const minor = minorWaiver(setting, wanted, found);
    if (minor !== null) return minor;
    if (setting === 'backupWindow' && wanted.backupRetentionDays === 0) return 'it keeps no automated backups';
    if (setting === 'kmsKey' && inTwoRegions(wanted.kmsKey, found.kmsKey)) {
      return 'a key cannot leave its region: the backup was copied to this one under a key of its own';
    }
    return setting === 'allocatedStorage'
      ? 'the storage is as large as it was at the recovery point; RDS cannot make it smaller'
      : waivedAnyway(setting, wanted);
  },
};

/** Two keys by their ARNs, `arn:aws:kms:REGION:…`. */
function inTwoRegions(one: SettingValue = null, other: SettingValue = null): boolean {
  const [here, there] = [one, other].map((arn) => String(arn).split(':')[3]);
  return here !== undefined && there !== undefined && here !== there;
}
