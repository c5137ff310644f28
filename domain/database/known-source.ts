import type { DatabaseSettings } from './settings';

/** What the template says of the source. What it does not say is not compared, but nothing is public unless it says so. */
export interface KnownSource {
  readonly publiclyAccessible: boolean;
  /** Empty: it names none. */
  readonly securityGroups: readonly string[];
  readonly subnetGroup?: string;
  /** ARN, alias or id. */
  readonly storageKey?: string;
}

export const NOTHING_KNOWN: KnownSource = { publiclyAccessible: false, securityGroups: [] };

/** What would open a restored database to others, one phrase each; those who set it up say so in the template. */
export function foreignSettings(settings: DatabaseSettings, known: KnownSource): string[] {
  const { securityGroups, subnetGroup, storageKey } = known;
  const foreign: string[] = [];
  for (const [name, value] of Object.entries(settings)) {
    const [setting] = name.split('.').slice(-1);
    if (setting === 'publiclyAccessible' && value === true && !known.publiclyAccessible) {
      foreign.push(`\`${name}\` is true`);
    }
  }
  const groups = Array.isArray(settings.securityGroups) ? settings.securityGroups : [];
  const others = securityGroups.length === 0 ? [] : groups.filter((group) => !securityGroups.includes(group));
  if (others.length > 0) foreign.push(`\`securityGroups\` has ${others.join(', ')}`);
  if (subnetGroup !== undefined && differs(settings.subnetGroup, subnetGroup, (name) => name.toLowerCase())) {
    foreign.push(`\`subnetGroup\` is ${settings.subnetGroup}`);
  }
  if (storageKey !== undefined && KEY.test(storageKey) && differs(settings.kmsKey, storageKey, keyOf)) {
    foreign.push(`\`kmsKey\` is ${settings.kmsKey}`);
  }
  return foreign;
}

const KEY = /:key\//;

/** A key in two regions has one id. */
const keyOf = (arn: string): string => arn.split(':').slice(4).join(':');

const differs = (said: unknown, known: string, by: (text: string) => string): boolean =>
  typeof said === 'string' && by(said) !== by(known);
