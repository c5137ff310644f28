import type { SnapshotFacts } from '../request/recovery-points';
import type { RecoveryPoint } from '../workflow/workflow';
import type { DatabaseManifest } from './manifest';
import { parameterFamily } from './parameter-groups';
import type { DatabaseSettings, SettingValue } from './settings';

/** What ran at the recovery point, where it is not what runs now. */
export interface EngineThen {
  readonly version: string;
  /** When the manifest was taken that has the groups of that engine; null when there is none. */
  readonly manifest: string | null;
}

const majorOf = (version: SettingValue | undefined): string => String(version).split('.')[0] ?? '';
export const sameMajor = (one: SettingValue | undefined, other: SettingValue | undefined): boolean =>
  majorOf(one) === majorOf(other);

/** Upgrades within a major version happen by themselves, and a backup comes back with the engine that it was taken from. */
export const minorWaiver = (setting: string, wanted: DatabaseSettings, found: DatabaseSettings): string | null =>
  setting === 'engineVersion' && sameMajor(wanted.engineVersion, found.engineVersion)
    ? 'another minor version: a backup comes back with the engine that it was taken from'
    : null;

/**
 * What the newest word from the recovery point or before says: that of the snapshot itself, of another one (RDS takes one
 * before and one after each upgrade), or of a daily manifest.
 * @returns undefined where the engine is that of today, or nothing says otherwise
 */
export function engineThen(
  point: RecoveryPoint,
  today: DatabaseSettings,
  snapshots: readonly SnapshotFacts[],
  manifest: DatabaseManifest | undefined,
): EngineThen | undefined {
  const itself = point.kind === 'snapshot' ? snapshots.find(({ id }) => id === point.snapshotId) : undefined;
  const words = [
    ...snapshots.map(({ databaseTime, engineVersion }) => ({ time: databaseTime, version: engineVersion })),
    { time: manifest?.takenAt, version: manifest?.settings.engineVersion },
  ].flatMap(({ time, version }) =>
    time !== undefined && time <= point.time && typeof version === 'string' ? [{ time, version }] : [],
  );
  const newest = words.sort((a, b) => (a.time < b.time ? 1 : -1))[0]?.version;
  const version = itself?.engineVersion ?? newest;
  if (version === undefined || today.engineVersion === undefined || version === today.engineVersion) return undefined;
  const fits = sameMajor(manifest?.settings.engineVersion, version);
  return { version, manifest: fits ? (manifest?.takenAt ?? null) : null };
}

/** Names a group of parameters or options, whose family is of one major version. */
const isGroup = (setting: string): boolean => /(^p|\.p|P)arameterGroup$|^optionGroup$/.test(setting);

/** The settings of today with what belongs to the engine of then: another major version takes no group of today's. */
export function settingsUnder(
  today: DatabaseSettings,
  version: string,
  manifest: Pick<DatabaseManifest, 'settings'> | undefined,
): DatabaseSettings {
  if (sameMajor(today.engineVersion, version)) return today;
  const then: DatabaseSettings = { ...today, engineVersion: version };
  const groups = Object.keys(today)
    .filter(isGroup)
    .map((setting) => [setting, manifest?.settings[setting] ?? defaultGroup(setting, then)] as const);
  return { ...then, ...Object.fromEntries(groups) };
}

const defaultGroup = (setting: string, then: DatabaseSettings): string =>
  setting === 'optionGroup'
    ? `default:${then.engine}-${majorOf(then.engineVersion)}`
    : `default.${parameterFamily(then)}`;

export function sayEngine(point: RecoveryPoint, { version, manifest }: EngineThen, today: DatabaseSettings): string {
  const groups =
    manifest === null
      ? 'no manifest has parameter and option groups of that engine: it gets those that are the default'
      : `it gets the parameter and option groups of then (manifest of ${manifest})`;
  return (
    `at ${point.time} the database ran ${today.engine} ${version}, now it is ${today.engineVersion}: it comes back with ${version}` +
    (sameMajor(version, today.engineVersion) ? '' : `, another major version; ${groups}`)
  );
}
