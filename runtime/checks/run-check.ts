import { type Check, unknown } from '../../domain/checks/check';
import type { CheckResult } from '../../domain/workflow/workflow';

/** Why nothing of production is looked at in an isolated drill. */
export const ISOLATED = 'an isolated drill: the application and the bucket stay unchanged';

/** Why a store that stays is not held against the recovery point. */
export const NOT_IN_SCOPE = 'not in scope: this store stays unchanged';

/** A check that crashes is `unknown`, which is never a pass; the others are carried out all the same. */
export async function carryOut(check: Check, run: () => Promise<CheckResult>): Promise<CheckResult> {
  try {
    return await run();
  } catch (error) {
    return unknown(check, error);
  }
}
