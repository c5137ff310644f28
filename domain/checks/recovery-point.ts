import { HEARTBEAT_BOUND_SECONDS } from '../database/recovered-moment';
import type { CheckResult, RestoredDatabase } from '../workflow/workflow';
import { type Check, judge, notApplicable, unknown } from './check';

export const RECOVERY_POINT: Check = {
  name: 'recovery point',
  expected:
    'the newest heartbeat in the restored database is not newer than the recovery point; where it is older, that much is not proved',
};

/** An older heartbeat makes the moment less certain, never wrong: ConfigureDatabase has asked what else could prove it. */
export function recoveryPoint(
  { recoveredTo, recoveredToSource }: Pick<RestoredDatabase, 'recoveredTo' | 'recoveredToSource'>,
  /** Of the candidate in use. */
  moment: string,
): CheckResult {
  if (recoveredToSource === 'request') {
    return notApplicable(
      RECOVERY_POINT,
      'not proved: the restored database holds no heartbeat, and does not say what recovery replayed; its moment is the word of the service',
    );
  }
  const behind = (Date.parse(moment) - Date.parse(recoveredTo)) / 1000;
  const what = recoveredToSource === 'replay' ? 'last commit that was replayed' : 'newest heartbeat';
  if (Number.isNaN(behind))
    return unknown(RECOVERY_POINT, `${what} ${recoveredTo} is not to be compared with ${moment}`);
  if (behind < 0) return judge(RECOVERY_POINT, [`${what} ${recoveredTo}, newer than ${moment}`], '');
  const bound =
    behind > HEARTBEAT_BOUND_SECONDS
      ? `: less certain, no heartbeat proves the ${behind} s between; writes of that time may be missing`
      : '';
  return judge(RECOVERY_POINT, [], `${what} ${recoveredTo}, ${behind} s before ${moment}${bound}`);
}
