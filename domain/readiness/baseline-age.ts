import { judge } from '../checks/check';
import { BASELINE_REACH_HOURS } from '../references/baseline';
import type { CheckResult } from '../workflow/workflow';
import { sayAge } from './age';
import type { ReadinessCheck } from './readiness';

export const REFERENCE_BASELINE: ReadinessCheck = {
  name: 'ReferenceBaseline',
  expected: `what is broken already was noted in the last ${BASELINE_REACH_HOURS} hours; every reference is there and may be read`,
};

/**
 * @param problems what a restore would stop at, in words: a reference that is not there, or may not be read
 * @param takenAt of the newest baseline, ISO 8601; undefined when there is none
 * @param now milliseconds
 */
export function baselineAge(takenAt: string | undefined, now: number, problems: readonly string[]): CheckResult {
  if (problems.length > 0) return judge(REFERENCE_BASELINE, problems, '');
  const look = 'look at the log of WriteBaseline and at its schedule';
  if (takenAt === undefined) return judge(REFERENCE_BASELINE, [`there is no baseline: ${look}`], '');
  const age = now - Date.parse(takenAt);
  const observed = `baseline of ${takenAt}, ${sayAge(age)} ago`;
  const stale = age > BASELINE_REACH_HOURS * 3600 * 1000;
  return judge(REFERENCE_BASELINE, stale ? [`${observed}: ${look}`] : [], observed);
}
