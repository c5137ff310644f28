import type { RestoreMode } from '../workflow/workflow';

/** A setting as its kind of database says it; null is "not set". Lists are sorted. */
export type SettingValue = string | number | boolean | null | readonly string[];
/** What a database is set to. Which settings there are, its kind knows. */
export type DatabaseSettings = Readonly<Record<string, SettingValue>>;

/** What a kind of database says about its settings. */
export interface SettingRules {
  /** Neither the restore nor a modification can set them: a difference is final. */
  readonly withTheData: readonly string[];
  /** In a drill the database is made to be deleted again, cheaply, and the report must not call that a difference. */
  readonly inADrill: DatabaseSettings;
  /** Why a difference in this setting does not matter, or null when it does. */
  waiver(setting: string, wanted: DatabaseSettings, found: DatabaseSettings): string | null;
}

/** What the restored database is to be like: the source, but for what a drill need not have. */
export function wantedSettings(rules: SettingRules, source: DatabaseSettings, mode: RestoreMode): DatabaseSettings {
  return mode === 'incident' ? source : { ...source, ...rules.inADrill };
}

/** The rules of a database whose drills are put into a security group of their own, which only the handlers reach. */
export const withDrillSecurityGroup = (rules: SettingRules, securityGroup: string): SettingRules => ({
  ...rules,
  inADrill: { ...rules.inADrill, securityGroups: [securityGroup] },
});

export interface Difference {
  readonly setting: string;
  readonly wanted: string;
  readonly found: string;
  /** Can be put right by a modification. */
  readonly modifiable: boolean;
  /** Why it does not matter, or null when it does. */
  readonly waiver: string | null;
}

/** Compares field by field; without waivers, what it returns fails the restore. */
export function compareSettings(rules: SettingRules, wanted: DatabaseSettings, found: DatabaseSettings): Difference[] {
  return [...new Set([...Object.keys(wanted), ...Object.keys(found)])]
    .filter((setting) => text(wanted[setting]) !== text(found[setting]))
    .map((setting) => {
      const waiver = rules.waiver(setting, wanted, found);
      const modifiable = !rules.withTheData.includes(setting) && waiver === null;
      return { setting, wanted: text(wanted[setting]), found: text(found[setting]), modifiable, waiver };
    });
}

const text = (value: SettingValue = null): string => JSON.stringify(value);

/** `multiAz`: wanted true, found false, and why that does not matter. */
export const sayDifference = ({ setting, wanted, found, waiver }: Difference): string =>
  `\`${setting}\`: the source has ${wanted}, the restored database ${found}${waiver === null ? '' : ` (${waiver})`}`;
