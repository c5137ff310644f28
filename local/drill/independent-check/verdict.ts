import type { CheckResult } from '../../../domain/workflow/workflow';
import { describe, difference, isEmpty } from './difference';

export function same(name: string, expected: string, observed: string): CheckResult {
  return verdict(name, expected, observed, expected === observed);
}

export function verdict(name: string, expected: string, observed: string, holds: boolean): CheckResult {
  return { name, expected, observed, outcome: holds ? 'passed' : 'failed' };
}

export function asBefore(
  name: string,
  truth: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
  what: string,
): CheckResult {
  const found = difference(truth, now);
  return verdict(name, `${found.compared} ${what}`, describe(found), isEmpty(found));
}
