import { HEARTBEAT_BOUND_SECONDS } from '../database/settings';
import type { CheckResult, RestoredDatabase } from '../workflow/workflow';
import { type Check, judge, notApplicable } from './check';

export const RECOVERY_POINT: Check = {
  name: 'recovery point',
  expected: `the newest heartbeat in the restored database is not newer than the target time, and at most ${HEARTBEAT_BOUND_SECONDS} s older`,
};

export function recoveryPoint(
  { recoveredTo, recoveredToSource }: Pick<RestoredDatabase, 'recoveredTo' | 'recoveredToSource'>,
  targetTime: string,
): CheckResult {
  if (recoveredToSource === 'request') {
    return notApplicable(
      RECOVERY_POINT,
      'the restored database holds no heartbeat: its recovery point cannot be checked',
    );
  }
  const behind = (Date.parse(targetTime) - Date.parse(recoveredTo)) / 1000;
  const observed = `${recoveredTo}, ${behind} s before the target time ${targetTime}`;
  const fine = behind >= 0 && behind <= HEARTBEAT_BOUND_SECONDS;
  return judge(
    RECOVERY_POINT,
    fine ? [] : [behind < 0 ? `${recoveredTo}, newer than ${targetTime}` : observed],
    observed,
  );
}
