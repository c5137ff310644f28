import { expect, test } from '@jest/globals';
import { restoreTestKey, restoreTestVerdict } from '../../../domain/checks/restore-test';
import type { CheckOutcome, CheckResult } from '../../../domain/workflow/workflow';

const check = (name: string, outcome: CheckOutcome, observed = 'seen'): CheckResult => ({
  name,
  outcome,
  observed,
  expected: 'e',
});

test('every check passed is a success, and says what was seen', () => {
  expect(restoreTestVerdict([check('rows present', 'passed', 'lectures 7'), check('skew', 'passed')])).toEqual({
    status: 'SUCCESSFUL',
    message: 'rows present passed: lectures 7; skew passed: seen',
  });
});

test.each(['failed', 'unknown', 'not applicable'] as const)(
  'F64 one that is %s is none, and only it is named',
  (outcome) => {
    expect(restoreTestVerdict([check('rows present', 'passed'), check('recovery point', outcome)])).toEqual({
      status: 'FAILED',
      message: `recovery point ${outcome}: seen`,
    });
  },
);

test('no check at all is no success', () => {
  expect(restoreTestVerdict([])).toEqual({ status: 'FAILED', message: 'nothing was checked' });
});

test.each([
  [1000, 1000],
  [1001, 1000],
])('a message of %i characters is told in %i', (length, told) => {
  const observed = 'x'.repeat(length - 'a failed: '.length);
  expect(restoreTestVerdict([check('a', 'failed', observed)]).message).toHaveLength(told);
});

test('each job has a file of its own', () => {
  expect(restoreTestKey('ABC-1')).toBe('restore-tests/ABC-1.json');
});
