import type { CheckResult } from '../workflow/workflow';
import { type Check, judge, notApplicable } from './check';

export const INDEXES: Check = {
  name: 'indexes',
  expected: 'amcheck finds the primary-key indexes whole',
};

export type IndexObservation =
  | { readonly checked: number; readonly total: number; readonly defects: readonly string[] }
  | { readonly unavailable: string };

export function indexes(observation: IndexObservation): CheckResult {
  if ('unavailable' in observation) return notApplicable(INDEXES, observation.unavailable);
  const { checked, total, defects } = observation;
  if (total === 0) return notApplicable(INDEXES, 'no primary key');
  const rest = checked < total ? `; ${total - checked} more were not checked in time` : '';
  return judge(INDEXES, defects, `${checked} of ${total} whole${rest}`);
}
