import { DATABASE_IDENTIFIER_LENGTH } from '../workflow/run-names';
import { minorWaiver } from './engine';
import { waivedAnyway } from './left-behind';
import type { DatabaseSettings, SettingRules } from './settings';

/** What an Aurora cluster is set to, in RDS's words. */
export type ClusterSettings = {
  readonly engine: string | null;
  readonly engineVersion: string | null;
  readonly engineMode: string | null;
  readonly masterUsername: string | null;
  readonly port: number | null;
  readonly subnetGroup: string | null;
  readonly securityGroups: readonly string[];
  readonly clusterParameterGroup: string | null;
  readonly deletionProtection: boolean;
  readonly iamAuthentication: boolean;
  readonly storageType: string | null;
  readonly storageEncrypted: boolean;
  readonly kmsKey: string | null;
  readonly logExports: readonly string[];
  readonly copyTagsToSnapshot: boolean;
  readonly backupRetentionDays: number;
  readonly backupWindow: string | null;
  readonly maintenanceWindow: string | null;
  readonly networkType: string | null;
  /** Aurora capacity units of serverless instances; null where there are none. */
  readonly serverlessMinimum: number | null;
  readonly serverlessMaximum: number | null;
  readonly serverlessPauseSeconds: number | null;
  /** SQL over HTTPS, with IAM. */
  readonly dataApi: boolean;
  /** RDS keeps the password of the master user in a secret of its own making, and rotates it. */
  readonly managedMasterSecret: boolean;
  /** Names of its own, each with what it leads to: `pegasus-reports READER: instance2` */
  readonly customEndpoints: readonly string[];
  readonly databaseInsightsMode: string | null;
  /** Of the cluster as a whole, where RDS keeps them there. */
  readonly performanceInsights: boolean | null;
  readonly performanceInsightsKey: string | null;
  readonly performanceInsightsRetentionDays: number | null;
  /** Whether RDS goes on with an engine that the community has ended, for money. */
  readonly engineLifecycleSupport: string | null;
  readonly localWriteForwarding: boolean;
  readonly vpcNetworking: boolean | null;
  readonly internetAccessGateway: boolean | null;
  /** See `tagSetting`. */
  readonly tags: readonly string[];
  /** What no restore brings: `LEFT_BEHIND`. */
  readonly activityStream: string | null;
  readonly directories: readonly string[];
  readonly globalCluster: string | null;
  readonly readReplicas: readonly string[];
  /** How many instances it has. */
  readonly instances: number;
};

/** What one instance of a cluster is set to; everything else is the cluster's. */
export type MemberSettings = {
  readonly instanceClass: string | null;
  readonly parameterGroup: string | null;
  readonly promotionTier: number | null;
  readonly publiclyAccessible: boolean;
  readonly autoMinorVersionUpgrade: boolean;
  readonly caCertificate: string | null;
  readonly maintenanceWindow: string | null;
  readonly performanceInsights: boolean;
  readonly performanceInsightsKey: string | null;
  readonly performanceInsightsRetentionDays: number | null;
  readonly monitoringIntervalSeconds: number;
  readonly monitoringRole: string | null;
  /** See `tagSetting`. */
  readonly tags: readonly string[];
};

/** `instance1` is the writer. */
const prefixOf = (position: number): string => `instance${position}.`;

/** What a setting of one instance is called among those of its cluster. */
export const settingOf = (position: number, setting: keyof MemberSettings): string => `${prefixOf(position)}${setting}`;

/** Cluster and instances in one record: `instance1.promotionTier` is that of the writer. */
export function flatten(cluster: ClusterSettings, members: readonly MemberSettings[]): DatabaseSettings {
  const ofMembers = members.flatMap((member, index) =>
    Object.entries(member).map(([setting, value]) => [`${prefixOf(index + 1)}${setting}`, value] as const),
  );
  return { ...cluster, ...Object.fromEntries(ofMembers) };
}

/** The settings of one instance, by their own names. */
export function memberOf(settings: DatabaseSettings, position: number): DatabaseSettings {
  const prefix = prefixOf(position);
  const own = Object.entries(settings).filter(([setting]) => setting.startsWith(prefix));
  return Object.fromEntries(own.map(([setting, value]) => [setting.slice(prefix.length), value]));
}

/** Of the settings that differ, those of one instance, by their own names. */
export const differingOf = (differing: readonly string[], position: number): string[] =>
  differing.filter((name) => name.startsWith(prefixOf(position))).map((name) => name.slice(prefixOf(position).length));

/** The name of the instance at this position of a restored cluster: known before it exists, and never longer than allowed. */
export function memberIdentifier(cluster: string, position: number): string {
  const name = `${cluster}-${position}`;
  return name.length <= DATABASE_IDENTIFIER_LENGTH
    ? name
    : name.slice(name.length - DATABASE_IDENTIFIER_LENGTH).replace(/^[^a-z]+/, '');
}

/** A drill has as many instances as its source: whether all of them can be had is part of what it shows. */
export const CLUSTER_RULES: SettingRules = {
  withTheData: [
    'engine',
    'engineVersion',
    'engineMode',
    'masterUsername',
    'subnetGroup',
    'storageEncrypted',
    'kmsKey',
    'networkType',
    'vpcNetworking',
    'internetAccessGateway',
    'instances',
  ],
  // Aurora always keeps a day.
  inADrill: { deletionProtection: false, backupRetentionDays: 1 },
  waiver(setting, wanted, found) {
    return minorWaiver(setting, wanted, found) ?? waivedAnyway(setting, wanted);
  },
};
