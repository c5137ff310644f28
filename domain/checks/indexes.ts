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
    }
  | { readonly unavailable: string };

/** How many indexes that were not checked are named. */
const NAMED = 3;

export function indexes(observation: IndexObservation): CheckResult {
  if ('unavailable' in observation) return notApplicable(INDEXES, observation.unavailable);
  const { checked, total, defects, notChecked = [] } = observation;
  if (total === 0) return notApplicable(INDEXES, 'no primary key');
  const named = notChecked.length === 0 ? '' : `; not checked: ${notChecked.slice(0, NAMED).join(', ')}`;
  if (checked === 0 && defects.length === 0 && notChecked.length === total) {
    return notApplicable(INDEXES, `none of ${total} could be checked${named}`);
  }
  const late = total - checked - notChecked.length;
  if (checked === 0 && defects.length === 0) return unknown(INDEXES, `none of ${total} was checked in time${named}`);
  const rest = `${late > 0 ? `; ${late} more were not checked in time` : ''}${named}`;
  return judge(INDEXES, defects, `${checked} of ${total} whole${rest}`);
}
