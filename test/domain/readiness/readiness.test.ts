import { expect, test } from '@jest/globals';
import { articleOf, notReady, READINESS, readinessReport, readinessValue } from '../../../domain/readiness/readiness';
import type { CheckOutcome, CheckResult } from '../../../domain/workflow/workflow';

const result = (name: string, outcome: CheckOutcome): CheckResult => ({ name, outcome, expected: 'e', observed: 'o' });
const all = READINESS.map((name) => result(name, 'passed'));
const AT = '2026-11-23T04:00:00.000Z';

test('ready is what is ready in every check', () => {
  expect(readinessReport(AT, all)).toEqual({ at: AT, ready: true, checks: all });
});

test('a check that was not carried out is not ready', () => {
  const report = readinessReport(AT, all.slice(1));
  expect(report.ready).toBe(false);
  expect(report.checks[0]).toEqual({
    name: READINESS[0],
    expected: '',
    outcome: 'unknown',
    observed: 'it was not carried out',
  });
});

test('the checks stand in one order, whatever the order in which they were carried out', () => {
  expect(readinessReport(AT, [...all].reverse()).checks).toEqual(all);
});

test.each([
  ['passed', 1],
  ['not applicable', 1],
  ['failed', 0],
  ['unknown', 0],
] as const)('the metric of %s is %i', (outcome, value) => {
  expect(readinessValue(result('x', outcome))).toBe(value);
});

test('what is not ready is listed, a line each', () => {
  expect(notReady(all)).toBeUndefined();
  expect(notReady([...all, result('SubnetGroup', 'failed'), result('Replication', 'unknown')])).toBe(
    '- SubnetGroup (failed): o\n- Replication (unknown): o',
  );
});

test('an article is found by the name of its check', () => {
  expect(articleOf('SubnetGroup')).toBe('docs/runbook.md#subnetgroup');
});
