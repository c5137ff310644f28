import { timeline } from '../../../domain/report/steps';
import { entry, LEDGER } from './report-fixture';

const now = '2026-11-23T05:20:00.000Z';
const lines = timeline(LEDGER, { done: ['RestoreObjects'], now });
const line = (name: string) => lines.find((step) => step.name === name);

test('steps stand in the order of the runbook', () =>
  expect(lines.map(({ name }) => name)).toEqual([
    'PlanRestore',
    'FreezeWrites',
    'RestoreDatabase',
    'AwaitDatabase',
    'ConfigureDatabase',
    'PlanObjects',
    'ProveReferences',
    'RestoreObjects',
    'VerifyObjects',
    'OpenLowTraffic',
    'RunChecks',
    'RunSmokeJob',
    'ResumeTraffic',
    'RecordDataLoss',
    'TearDown',
  ]));

test('polls are one line, from the first to the last', () =>
  expect(line('AwaitDatabase')).toMatchObject({
    startedAt: '2026-11-23T05:00:25.000Z',
    seconds: 786,
    outcome: 'done',
  }));

test('tries that failed are counted in the line of the one that did not', () =>
  expect(line('RestoreDatabase')).toMatchObject({ seconds: 5, outcome: 'done', failedTries: 1 }));

test('a step made of children lies between its neighbours', () =>
  expect(line('RestoreObjects')).toMatchObject({
    startedAt: '2026-11-23T05:15:25.000Z',
    seconds: 20,
    outcome: 'done',
  }));

test('a step that was killed has no entry and still a line, up to what came next', () => {
  const failure = { step: 'ConfigureDatabase' as const, error: 'Lambda.Unknown', cause: 'killed' };
  const ledger = [entry('AwaitDatabase', '05:00:00', '05:01:00'), entry('TearDown', '05:16:00', '05:16:01')];
  expect(timeline(ledger, { failure, done: [], now })).toMatchObject([
    { name: 'AwaitDatabase' },
    { name: 'ConfigureDatabase', startedAt: '2026-11-23T05:01:00.000Z', seconds: 900, outcome: 'failed' },
    { name: 'TearDown' },
  ]);
});

test('a step that was killed after a recorded look lasts until what came next', () => {
  const failure = { step: 'AwaitDatabase' as const, error: 'States.Timeout', cause: 'timed out' };
  const ledger = [entry('AwaitDatabase', '05:00:00', '05:00:01'), entry('TearDown', '05:10:00', '05:10:01')];
  expect(timeline(ledger, { failure, done: [], now })).toMatchObject([
    { name: 'AwaitDatabase', seconds: 600, outcome: 'failed' },
    { name: 'TearDown' },
  ]);
});

test('failed children of a step that succeeded in the end are failed tries', () => {
  const ledger = [
    entry('ProveReferences', '05:00:00', '05:00:10'),
    entry('RestoreObjects', '05:00:11', '05:00:12', 'failed'),
  ];
  expect(timeline(ledger, { done: ['RestoreObjects'], now })).toMatchObject([
    { name: 'ProveReferences' },
    { name: 'RestoreObjects', outcome: 'done', failedTries: 1 },
  ]);
});

test('without a ledger there is the step that failed', () => {
  const failure = { step: 'PlanRestore' as const, error: 'InvalidRequest', cause: 'no zone' };
  expect(timeline([], { failure, done: [], now })).toEqual([
    { name: 'PlanRestore', startedAt: now, seconds: 0, outcome: 'failed', failedTries: 0 },
  ]);
});
