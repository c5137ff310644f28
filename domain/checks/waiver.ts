import type { CheckResult } from '../workflow/workflow';
import { FOREIGN_KEYS } from './foreign-keys';
import { INDEXES } from './indexes';
import { MIGRATION_HEAD } from './migration-head';
import { ROWS_AGAINST_MANIFEST } from './rows-against-manifest';
import { SEQUENCES } from './sequences';

/** Checks that may fail on purpose, and be waived. What the restore itself must get right is not among them. */
export const WAIVABLE: readonly string[] = [
  ROWS_AGAINST_MANIFEST,
  MIGRATION_HEAD,
  SEQUENCES,
  FOREIGN_KEYS,
  INDEXES,
].map(({ name }) => name);

/** A waived check is still carried out, and says what it found; a crash is not what was waived. */
export function waive(result: CheckResult, waived: readonly string[]): CheckResult {
  if (result.outcome !== 'failed' || !waived.includes(result.name)) return result;
  return { ...result, outcome: 'not applicable', observed: `waived: ${result.observed}` };
}
