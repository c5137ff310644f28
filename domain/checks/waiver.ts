import type { CheckResult } from '../workflow/workflow';
import { FOREIGN_KEYS } from './foreign-keys';
import { INDEXES } from './indexes';
import { MIGRATION_HEAD } from './migration-head';
import { ROWS_AGAINST_MANIFEST } from './rows-against-manifest';
import { SEQUENCES } from './sequences';
import { WARM_UP } from './warm-up';

/** Those that look through whole tables: one that is too large, locked or unreadable may be known. */
const UNKNOWN_TOO: readonly string[] = [ROWS_AGAINST_MANIFEST, SEQUENCES, FOREIGN_KEYS, INDEXES, WARM_UP].map(
  ({ name }) => name,
);

/** Checks that may fail on purpose, and be waived. What the restore itself must get right is not among them. */
export const WAIVABLE: readonly string[] = [
  ROWS_AGAINST_MANIFEST,
  MIGRATION_HEAD,
  SEQUENCES,
  FOREIGN_KEYS,
  INDEXES,
  WARM_UP,
].map(({ name }) => name);

/** A waived check is still carried out, and says what it found. */
export function waive(result: CheckResult, waived: readonly string[]): CheckResult {
  const { name, outcome, observed } = result;
  const covered = outcome === 'failed' || (outcome === 'unknown' && UNKNOWN_TOO.includes(name));
  if (!covered || !waived.includes(name)) return result;
  return {
    ...result,
    outcome: 'not applicable',
    observed: `waived: ${outcome === 'unknown' ? 'unknown, ' : ''}${observed}`,
  };
}

/** Of those that did not pass, by name: what an operator may waive who knows the reason. */
export const waivable = ({ name, outcome }: CheckResult): boolean =>
  outcome === 'unknown' ? UNKNOWN_TOO.includes(name) : outcome === 'failed' && WAIVABLE.includes(name);
