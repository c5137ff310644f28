import { judge } from '../checks/check';
import type { CheckResult } from '../workflow/workflow';
import { sayAge, whyNoAge } from './age';
import type { ReadinessCheck } from './readiness';

export const VERIFIED_RESTORE: ReadinessCheck = {
  name: 'VerifiedRestore',
  expected: 'a restore or a drill has been verified recently enough',
};

/** Written by WriteReport over the one before; in the evidence bucket, no run can have this name. */
export const VERIFIED_KEY = 'runs/latest-verified.json';

/** The newest run that ended verified. */
export interface VerifiedRun {
  readonly runId: string;
  readonly mode: string;
  /** ISO 8601. */
  readonly finishedAt: string;
}

/**
 * @param days at most so old
 * @param now milliseconds
 */
export function verifiedRestore(newest: VerifiedRun | undefined, days: number, now: number): CheckResult {
  const drill = 'start a drill (`{"mode": "drill", …}`) and read its report';
  if (newest === undefined) return judge(VERIFIED_RESTORE, [`none has ever been verified: ${drill}`], '');
  const age = now - Date.parse(newest.finishedAt);
  const which = `${newest.mode} ${newest.runId} of ${newest.finishedAt}`;
  const future = whyNoAge(which, age);
  if (future !== undefined) return judge(VERIFIED_RESTORE, [future], '');
  const observed = `${which}, ${sayAge(age)} ago`;
  const stale = age > days * 24 * 3600 * 1000;
  return judge(VERIFIED_RESTORE, stale ? [`${observed}, more than ${days} days: ${drill}`] : [], observed);
}
