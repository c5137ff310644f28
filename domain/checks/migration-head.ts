import type { CheckResult } from '../workflow/workflow';
import { type Check, judge, notApplicable } from './check';

export const MIGRATION_HEAD: Check = {
  name: 'migration head',
  expected: 'the newest migration of the restored database is the one that the deployed application expects',
};

/** Who says what the application expects. */
export interface ExpectedHead {
  readonly head: string;
  readonly according: string;
}

/**
 * A schema older than the application misses columns, a newer one has lost some: either way the application must not
 * write to it. Deploy the release that belongs to the restored schema, or migrate, and start again.
 * @param found null when the restored database keeps no `schema_migrations`
 */
export function migrationHead(found: string | null, expected: ExpectedHead | undefined): CheckResult {
  if (expected === undefined) {
    return found === null
      ? notApplicable(MIGRATION_HEAD, 'the database keeps no `schema_migrations`')
      : notApplicable(
          MIGRATION_HEAD,
          `${found}; no setting, old database or manifest says what the application expects`,
        );
  }
  const { head, according } = expected;
  const defect =
    `${found ?? 'none'} instead of ${head}, according to ${according}: ` +
    'deploy the release that belongs to this schema, or migrate, before anything writes to it';
  return judge(MIGRATION_HEAD, found === head ? [] : [defect], `${head}, according to ${according}`);
}
