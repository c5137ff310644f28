import { judge } from '../checks/check';
import { BASELINE_REACH_HOURS, type Baseline } from '../references/baseline';
import type { CheckResult } from '../workflow/workflow';
import { sayAge, whyNoAge } from './age';
import type { ReadinessCheck } from './readiness';

export const REFERENCE_BASELINE: ReadinessCheck = {
  name: 'ReferenceBaseline',
  expected: `what is broken already was noted in the last ${BASELINE_REACH_HOURS} hours; every reference is there and may be read`,
};

/** The references of the running database. */
export interface ReferencesSeen {
  /** How many are there and may be read. */
  readonly found: number;
  /** What a restore would stop at, in words: one that is not there, or may not be read. */
  readonly problems: readonly string[];
}

/**
 * @param newest undefined when there is none
 * @param now milliseconds
 */
export function baselineAge(
  newest: Pick<Baseline, 'takenAt' | 'checked'> | undefined,
  now: number,
  { found, problems }: ReferencesSeen,
): CheckResult {
  const failed = (...defects: readonly string[]) => judge(REFERENCE_BASELINE, defects, '');
  if (problems.length > 0) return failed(...problems);
  if (found === 0) return failed(`no reference is in the database: ${NAME_ONE}`);
  const look = 'look at the log of WriteBaseline and at its schedule';
  if (newest === undefined) return failed(`there is no baseline: ${look}`);
  const age = now - Date.parse(newest.takenAt);
  const future = whyNoAge(`the baseline of ${newest.takenAt}`, age);
  if (future !== undefined) return failed(future);
  const observed = `baseline of ${newest.takenAt}, ${sayAge(age)} ago`;
  if (newest.checked === 0) return failed(`${observed}: no row referred to an object: ${NAME_ONE}`);
  const stale = age > BASELINE_REACH_HOURS * 3600 * 1000;
  return stale
    ? failed(`${observed}: ${look}`)
    : judge(REFERENCE_BASELINE, [], `${observed}, of ${newest.checked} references`);
}

const NAME_ONE =
  'a restore would be refused, with nothing to prove. Name the columns that refer to objects (`references`)';
