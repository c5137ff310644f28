import { isBehind, type SequenceFacts } from '../database/sequences';
import type { CheckResult } from '../workflow/workflow';
import { type Check, count, judge, notApplicable } from './check';

export const SEQUENCES: Check = {
  name: 'sequences',
  expected: 'the next id of every sequence is above the largest in its column',
};

/** @param raised by ConfigureDatabase, before any writer could connect */
export function sequences(found: readonly SequenceFacts[], raised: readonly string[]): CheckResult {
  if (found.length === 0) return notApplicable(SEQUENCES, 'no column takes its ids from a sequence');
  const defects = found
    .filter(isBehind)
    .map(({ sequence, column, next, largest }) => `${sequence} hands out ${next}, ${column} goes up to ${largest}`);
  const more = raised.length === 0 ? '' : `; raised: ${raised.join(', ')}`;
  return judge(SEQUENCES, defects, `${count(found.length, 'sequence')} above their columns${more}`);
}
