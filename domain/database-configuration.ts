import type { RestoreMode } from './workflow';

/** What a database instance is set to, in RDS's words; null is "not set". Lists are sorted. */
export interface DatabaseSettings {
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
}
export type Setting = keyof DatabaseSettings;

/** What neither the restore call nor a modification may set: they come with the data, a difference is final. */
const WITH_THE_DATA: readonly Setting[] = [
  'engine',
  'engineVersion',
  'masterUsername',
  'storageEncrypted',
  'kmsKey',
  'networkType',
];

/** Differences that never fail a restore, and why. */
const WAIVED: Partial<Record<Setting, string>> = {
  allocatedStorage: 'the storage is as large as it was at the recovery point; RDS cannot make it smaller',
};

/**
 * What the restored database is to be like: the source. In a drill it is made to be deleted again, cheaply, and the
 * report must not call that a difference.
 */
export function wantedSettings(source: DatabaseSettings, mode: RestoreMode): DatabaseSettings {
  return mode === 'incident'
    ? source
    : { ...source, deletionProtection: false, multiAz: false, backupRetentionDays: 0 };
}

export interface Difference {
  readonly setting: Setting;
  readonly wanted: string;
  readonly found: string;
  /** Can be put right by a modification. */
  readonly modifiable: boolean;
  /** Why it does not matter, or null when it does. */
  readonly waiver: string | null;
}

/** Compares field by field; without waivers, what it returns fails the restore. */
export function compareSettings(wanted: DatabaseSettings, found: DatabaseSettings): Difference[] {
  return (Object.keys(wanted) as Setting[])
    .filter((setting) => text(wanted[setting]) !== text(found[setting]))
    .map((setting) => ({
      setting,
      wanted: text(wanted[setting]),
      found: text(found[setting]),
      modifiable: !WITH_THE_DATA.includes(setting) && WAIVED[setting] === undefined,
      waiver: waiverOf(setting, wanted),
    }));
}

function waiverOf(setting: Setting, wanted: DatabaseSettings): string | null {
  if (setting === 'backupWindow' && wanted.backupRetentionDays === 0) return 'it keeps no automated backups';
  return WAIVED[setting] ?? null;
}

const text = (value: DatabaseSettings[Setting]): string => JSON.stringify(value);

/** `multiAz`: wanted true, found false. */
export const sayDifference = ({ setting, wanted, found }: Difference): string =>
  `\`${setting}\`: the source has ${wanted}, the restored database ${found}`;

/** How far behind the requested time the newest heartbeat may be: two heartbeats a minute apart. */
export const HEARTBEAT_BOUND_SECONDS = 120;

export type RecoveredMoment =
  | { readonly outcome: 'right'; readonly recoveredTo: string; readonly source: 'heartbeat' | 'request' }
  | { readonly outcome: 'wrong'; readonly reason: string };

/**
 * What moment a restored database really holds. Its newest heartbeat may not be newer than asked for (inclusive at the
 * second) and not older than the bound; without any heartbeat there is only the word of the store.
 * @param newestHeartbeat ISO 8601, or null when the table is missing or empty
 * @param requestedTime whole seconds UTC
 */
export function judgeRecoveredMoment(newestHeartbeat: string | null, requestedTime: string): RecoveredMoment {
  if (newestHeartbeat === null) return { outcome: 'right', recoveredTo: requestedTime, source: 'request' };
  const recoveredTo = `${new Date(newestHeartbeat).toISOString().slice(0, 19)}Z`;
  const behind = (Date.parse(requestedTime) - Date.parse(recoveredTo)) / 1000;
  if (behind < 0) {
    return { outcome: 'wrong', reason: `its newest heartbeat ${recoveredTo} is newer than ${requestedTime}` };
  }
  if (behind > HEARTBEAT_BOUND_SECONDS) {
    return {
      outcome: 'wrong',
      reason:
        `its newest heartbeat ${recoveredTo} is ${behind} s older than ${requestedTime}; ` +
        `at most ${HEARTBEAT_BOUND_SECONDS} s are allowed`,
    };
  }
  return { outcome: 'right', recoveredTo, source: 'heartbeat' };
}
