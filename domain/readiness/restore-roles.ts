import { judge } from '../checks/check';
import type { CheckResult } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const RESTORE_ROLES: ReadinessCheck = {
  name: 'RestoreRoles',
  expected: 'the roles that restore are allowed every call that they would make',
};

/** What IAM says about one call of one role: policies, permissions boundary and service control policies together. */
export interface RoleDecision {
  readonly role: string;
  readonly action: string;
  /** `allowed`, `implicitDeny`, `explicitDeny`. */
  readonly decision: string;
}

export function restoreRoles(decisions: readonly RoleDecision[]): CheckResult {
  if (decisions.length === 0) throw new Error('IAM decided on no call at all: the answer of the simulation was empty.');
  const defects = decisions
    .filter(({ decision }) => decision !== 'allowed')
    .map(
      ({ role, action, decision }) =>
        `${role} may not ${action} (${decision}): deploy the stack again, and look at its permissions boundary and the service control policies`,
    );
  return judge(RESTORE_ROLES, defects, `${decisions.length} calls, all allowed`);
}
