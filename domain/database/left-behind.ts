import type { DatabaseSettings, SettingValue } from './settings';

/** What belongs to a database and stays with it: no restore brings it, and none of our calls could. With what to do. */
export const LEFT_BEHIND: Readonly<Record<string, string>> = {
  activityStream:
    'a stream is of its own database: start one for the restored database (`aws rds start-activity-stream`)',
  backupReplications:
    'copies in another Region are of its own backups: start them again (`aws rds start-db-instance-automated-backups-replication`)',
  customEndpoints:
    'the address of a custom endpoint is of its own cluster: make it again, and tell those who connect to it',
  directories:
    'a restored database is in no directory: let it join (`aws rds modify-db-instance --domain`, for a cluster `modify-db-cluster`) before users of the directory log in',
  globalCluster:
    'a restored cluster is in no global cluster: make one of it again, once the old one is not needed any more',
  managedMasterSecret:
    'RDS would make another secret with another password, which the application does not read: let RDS manage it when the application can be told its name',
  readReplicas: 'a replica follows its own database: make it again from the restored one',
};

const isNone = (value: SettingValue): boolean =>
  value === null || value === false || (Array.isArray(value) && value.length === 0);

/** What the database has that a restore will leave behind, one phrase each. */
export const sayLeftBehind = (settings: DatabaseSettings): string[] =>
  Object.entries(LEFT_BEHIND).flatMap(([setting, advice]) => {
    const value = settings[setting] ?? null;
    return isNone(value) ? [] : [`\`${setting}\` (${[value].flat().join(', ')}): ${advice}`];
  });

/** Why a difference in one of these, in tags, or in what an older manifest does not have is accepted; else null. */
export function waivedAnyway(setting: string, wanted: DatabaseSettings): string | null {
  const [own = setting] = setting.split('.').slice(-1);
  if (wanted[setting] === undefined) return 'the manifest of the source is older than this setting';
  if (own === 'tags') return 'no data depends on tags: set them by hand where they matter';
  return Object.hasOwn(LEFT_BEHIND, own) ? (LEFT_BEHIND[own] ?? null) : null;
}
