import { judge } from '../checks/check';
import type { CheckResult } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const ACCOUNT_QUOTAS: ReadinessCheck = {
  name: 'AccountQuotas',
  expected: 'the quotas of the account leave room for a restored database and for the functions that restore it',
};

export interface Quota {
  /** In the words of the message, as `RDS DBInstances`. */
  readonly what: string;
  readonly used: number;
  readonly most: number;
  /** What a restore takes beside what is used. */
  readonly needed: number;
}

/** Few concurrent functions make a restore slower, and none of them is needed at once. */
export function accountQuotas(quotas: readonly Quota[]): CheckResult {
  const defects = quotas
    .filter(({ used, most, needed }) => most - used < needed)
    .map(
      ({ what, used, most, needed }) =>
        `${what}: ${used} of ${most} are taken, ${needed} more needed: delete what is not used, or ask for more in Service Quotas`,
    );
  return judge(ACCOUNT_QUOTAS, defects, quotas.map(({ what, used, most }) => `${what}: ${used} of ${most}`).join(', '));
}
