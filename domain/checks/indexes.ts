import type { CheckResult } from '../workflow/workflow';
import { type Check, judge, notApplicable, unknown } from './check';

export const INDEXES: Check = {
  name: 'indexes',
  expected: 'amcheck finds the primary-key indexes whole',
};

export type IndexObservation =
  | {
      readonly checked: number;
      readonly total: number;
      readonly defects: readonly string[];
      /** In words: indexes that could not be looked through, and why. */
      readonly notChecked?: readonly string[];
      /** In words: those that this user has no right to look through. */
      readonly notAllowed?: readonly string[];
    }
  | { readonly unavailable: string };

/** How many indexes that were not checked are named. */
const NAMED = 3;

export function indexes(observation: IndexObservation): CheckResult {
  if ('unavailable' in observation) return notApplicable(INDEXES, observation.unavailable);
  const { checked, total, defects, notChecked = [], notAllowed = [] } = observation;
  if (total === 0) return notApplicable(INDEXES, 'no primary key');
  const missed = [...notChecked, ...notAllowed];
  const named = missed.length === 0 ? '' : `; not checked: ${missed.slice(0, NAMED).join(', ')}`;
  if (notAllowed.length === total) return notApplicable(INDEXES, `none of ${total} may be checked${named}`);
  const late = total - checked - missed.length;
  if (checked === 0 && defects.length === 0) {
    return unknown(INDEXES, `none of ${total} was checked${late > 0 ? ' in time' : ''}${named}`);
  }
  const rest = `${late > 0 ? `; ${late} more were not checked in time` : ''}${named}`;
  return judge(INDEXES, defects, `${checked} of ${total} whole${rest}`);
}
