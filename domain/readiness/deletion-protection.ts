import { judge } from '../checks/check';
import type { CheckResult } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const DELETION_PROTECTION: ReadinessCheck = {
  name: 'DeletionProtection',
  expected: 'the database is protected against deletion',
};

/** Deleting an instance deletes its automated backups too, by default. */
export function deletionProtection(on: boolean): CheckResult {
  return judge(DELETION_PROTECTION, on ? [] : ['off: switch the deletion protection of the database on'], 'on');
}
