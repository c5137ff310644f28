import { PegasusError } from '../workflow/errors';
import { withDigests, withNames } from '../workflow/named';
import type { CheckResult } from '../workflow/workflow';

/** What is checked, and what a correct answer is. */
export interface Check {
  readonly name: string;
  readonly expected: string;
}

/** How many defects are named; the others are counted. */
const NAMED = 10;

/**
 * Passed when there is no defect; else the defects are what was observed.
 * @param total where `defects` are only the first of them
 */
export function judge(
  check: Check,
  defects: readonly string[],
  otherwise: string,
  total = defects.length,
): CheckResult {
  if (defects.length === 0) return { ...check, outcome: 'passed', observed: otherwise };
  const named = defects.slice(0, NAMED);
  const more = total > named.length ? `; and ${total - named.length} more` : '';
  return { ...check, outcome: 'failed', observed: withNames(named.join('; ') + more) };
}

export function notApplicable(check: Check, why: string): CheckResult {
  return { ...check, outcome: 'not applicable', observed: why };
}

/** The check itself did not come to an end: that is never a pass. What it says names no row and no object. */
export function unknown(check: Check, error: unknown): CheckResult {
  return { ...check, outcome: 'unknown', observed: said(error) };
}

const said = (error: unknown): string => {
  if (error instanceof PegasusError) return error.told;
  return withDigests(error instanceof Error ? error.message : String(error));
};

/** Not passed: what a run must not go on with. */
export function didNotPass({ outcome }: CheckResult): boolean {
  return outcome === 'failed' || outcome === 'unknown';
}

export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}
