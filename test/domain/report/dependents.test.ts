import { expect, test } from '@jest/globals';
import type { DependentDifference } from '../../../domain/database/dependents';
import { dependentWords } from '../../../domain/report/dependents';
import type { ReportedWorkflow } from '../../../domain/report/model';
import { buildReport } from '../../../domain/report/report';
import { WORKFLOW } from './report-fixture';

const CPU: DependentDifference = {
  kind: 'alarm',
  name: 'cpu',
  field: 'DBInstanceIdentifier',
  wanted: 'restored',
  found: 'pegasus',
  action: 'change it in the stack that made it',
};
const compared = (differences: number) => ({
  outcome: 'compared' as const,
  differences,
  detail: 'dependents.json',
  sealed: '',
});

function words(
  dependents: NonNullable<ReportedWorkflow['database']>['dependents'],
  found?: readonly DependentDifference[],
  mode: 'incident' | 'drill' = 'incident',
) {
  const workflow = { ...WORKFLOW, plan: { ...WORKFLOW.plan, mode }, database: { ...WORKFLOW.database, dependents } };
  return dependentWords(
    buildReport({ workflow, ledger: [], checks: [], dependents: found, now: '2026-11-23T06:00:00.000Z' }),
  );
}

test('each is a sentence: the field, what it must be, what it is, what to do', () => {
  const door = { ...CPU, kind: 'proxy' as const, name: 'door', field: 'target', action: 'aws rds register …' };
  expect(
    words(compared(3), [CPU, door, { ...CPU, name: 'io', found: null, action: 'recreate it: it is gone' }]),
  ).toEqual([
    '**These do not follow the application to the restored database (3):**',
    'alarm cpu: `DBInstanceIdentifier` must be restored, and it has pegasus; change it in the stack that made it.',
    'proxy door: `target` must be restored, and it has pegasus; `aws rds register …`.',
    'alarm io: `DBInstanceIdentifier` must be restored, and there is none; recreate it: it is gone.',
  ]);
});

test('a drill says what an incident would leave behind', () => {
  expect(words(compared(1), [CPU], 'drill')[0]).toBe(
    '**In an incident these would not follow the application to the restored database (1):**',
  );
});

test.each([
  [10, 11],
  [11, 12],
])('of %i, ten are named', (count, lines) => {
  const all = words(compared(count), Array(count).fill(CPU));
  expect(all).toHaveLength(lines);
  expect(all.some((line) => line.startsWith('and 1 more, in `dependents.json`'))).toBe(count === 11);
});

test('nothing differs: nothing is said', () => {
  expect(words(compared(0), [])).toEqual([]);
  expect(words(undefined)).toEqual([]);
});

test('unknown is not none', () => {
  expect(words({ outcome: 'unknown', cause: 'no way to CloudWatch' })).toEqual([
    'Which proxies and alarms name pegasus is unknown (no way to CloudWatch); look for them by hand.',
  ]);
  expect(words(compared(2))[0]).toContain('dependents.json could not be read');
});
