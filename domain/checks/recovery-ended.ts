import type { CheckResult } from '../workflow/workflow';
import { type Check, judge } from './check';

export const RECOVERY_ENDED: Check = {
  name: 'recovery ended',
  expected: 'the restored database has left recovery and takes writes',
};

export function recoveryEnded(inRecovery: boolean): CheckResult {
  const defects = inRecovery ? ['the database is still in recovery: it is a standby, not a primary'] : [];
  return judge(RECOVERY_ENDED, defects, 'a primary');
}
