import type { DatabaseSettings, SettingRules, SettingValue } from './settings';

/** How many other classes a database may be given. */
export const ALTERNATIVE_CLASS_LIMIT = 3;

/** Where RDS is asked to make an instance. */
export interface Placement {
  readonly instanceClass: string | null;
  /** Null: wherever RDS finds room. */
  readonly zone: string | null;
}

/** What an instance is to be like, and where it may be. */
export interface Wish {
  readonly instanceClass: string | null;
  /** RDS then chooses both zones, and refuses to be told one. */
  readonly multiAz: boolean;
}

/** What is asked for first: the class of the source, where RDS finds room for it. */
export const firstPlacement = ({ instanceClass }: Wish): Placement => ({ instanceClass, zone: null });

/**
 * What is asked for when RDS has no room for that, in this order: the same class in each zone of the subnet group, then
 * each of the other classes, first where RDS finds room for it and then zone by zone.
 * @param zones of the subnet group
 * @param alternatives classes that were declared for that case, in the order in which they are wanted
 */
export function otherPlacements(wish: Wish, zones: readonly string[], alternatives: readonly string[]): Placement[] {
  const named = wish.multiAz ? [] : [...new Set(zones)].sort();
  const others = alternatives.filter((one, index) => one !== wish.instanceClass && alternatives.indexOf(one) === index);
  return [
    ...named.map((zone) => ({ ...firstPlacement(wish), zone })),
    ...others.flatMap((instanceClass) => [null, ...named].map((zone) => ({ instanceClass, zone }))),
  ];
}

export const sayPlacement = ({ instanceClass, zone }: Placement): string => `${instanceClass} in ${zone ?? 'any zone'}`;

/** What RDS had no room for, of one instance. */
export interface CapacityNote {
  /** Under which the class stands in the settings: `instanceClass`, `instance2.instanceClass` */
  readonly setting: string;
  /** The class of the source. */
  readonly wanted: string | null;
  /** In the order in which they were asked for: `db.r8g.large in any zone` */
  readonly refused: readonly string[];
}

export const sayCapacityNote = ({ refused }: CapacityNote): string => `RDS had no room for ${refused.join(', ')}`;

/** The rules for a database that RDS had no room for: a class that was declared for that case is no difference. */
export function withCapacityNotes(
  rules: SettingRules,
  capacityNotes: readonly CapacityNote[],
  alternatives: readonly SettingValue[],
): SettingRules {
  const waiver = (setting: string, wanted: DatabaseSettings, found: DatabaseSettings): string | null => {
    const of = capacityNotes.find((one) => one.setting === setting && one.wanted === wanted[setting]);
    return of !== undefined && alternatives.includes(found[setting] ?? null)
      ? `${sayCapacityNote(of)}, and this class was declared for that case`
      : rules.waiver(setting, wanted, found);
  };
  return { ...rules, waiver };
}
