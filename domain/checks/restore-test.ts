import type { CheckResult } from '../workflow/workflow';
import { didNotPass } from './check';

/** In the words of AWS Backup. */
export interface RestoreTestVerdict {
  readonly status: 'SUCCESSFUL' | 'FAILED';
  readonly message: string;
}

/** AWS Backup puts it on what it restores for a test, and deletes by it afterwards. */
export const RESTORE_TEST_TAG = 'awsbackup-restore-test';

/** What stands beside the restore job in the console of AWS Backup. */
const MESSAGE_LIMIT = 1_000;

export const restoreTestKey = (jobId: string): string => `restore-tests/${jobId}.json`;

/**
 * Fails closed: a check that could not be carried out, or had nothing to look at (a database without a heartbeat cannot
 * say what moment it holds), is not a success.
 */
export function restoreTestVerdict(checks: readonly CheckResult[]): RestoreTestVerdict {
  const defects = checks.filter((check) => didNotPass(check) || check.outcome === 'not applicable');
  const told = (defects.length === 0 ? checks : defects).map(
    ({ name, outcome, observed }) => `${name} ${outcome}: ${observed}`,
  );
  const message = checks.length === 0 ? 'nothing was checked' : told.join('; ');
  return {
    status: defects.length === 0 && checks.length > 0 ? 'SUCCESSFUL' : 'FAILED',
    message: message.length > MESSAGE_LIMIT ? `${message.slice(0, MESSAGE_LIMIT - 1)}…` : message,
  };
}
