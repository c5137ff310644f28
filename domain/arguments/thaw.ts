import { THAW_TIERS, type Thaw } from '../workflow/workflow';
import { days } from './duration';
import { Unfit } from './unfit';

/** Long enough for the database to be restored after the objects, and for another try or two. */
export const DAYS_THAWED = 7;

/** `standard`, or `bulk:14`: how fast archived objects are thawed, and for how many days, 7 where nothing is said. */
export function thaw(text: string): Thaw {
  const [, name, number] = /^([a-z]+)(?::(.*))?$/s.exec(text.toLowerCase()) ?? [];
  const tier = THAW_TIERS.find((one) => one === name);
  if (tier !== undefined) return { tier, days: number === undefined ? DAYS_THAWED : days(number) };
  throw new Unfit(
    `must be ${THAW_TIERS.join(', ')}, with the days for which the objects stay readable where it is not ${DAYS_THAWED}, as standard:14`,
  );
}
