import { Unfit } from './unfit';
import { wholeNumber } from './whole-number';

const YEAR_DAYS = 366;

/** `24`: whole hours, up to a year. */
export const hours = (text: string): number => whole(text, 'hours', 0, 24 * YEAR_DAYS);

/** `7`: whole days, up to a year. */
export const days = (text: string): number => whole(text, 'days', 1, YEAR_DAYS);

function whole(text: string, unit: string, least: number, most: number): number {
  try {
    return wholeNumber(text, least, most);
  } catch {
    throw new Unfit(`must be a whole number of ${unit} from ${least} to ${most}, without a unit`);
  }
}
