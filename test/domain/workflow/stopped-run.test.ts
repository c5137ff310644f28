import { failureOf } from '../../../domain/workflow/stopped-run';

const before = { step: 'RestoreDatabase' as const, error: 'DatabaseRefused', cause: 'no quota' };

test('a run that was stopped by hand failed in the step that it was in', () => {
  expect(failureOf({ status: 'ABORTED', error: 'Stop', cause: 'wrong bucket' }, 'RestoreObjects', {})).toEqual({
    step: 'RestoreObjects',
    error: 'ExecutionStopped',
    cause: 'The execution was stopped by hand in RestoreObjects (ABORTED, Stop, wrong bucket).',
  });
});

test.each([
  ['TIMED_OUT' as const, 'took longer than a restore may'],
  ['FAILED' as const, 'failed in the state machine itself'],
])('%s says that it %s', (status, words) => {
  expect(failureOf({ status, error: null }, 'AwaitDatabase', {})?.cause).toBe(
    `The execution ${words} in AwaitDatabase (${status}).`,
  );
});

test('what had failed before stays the reason in the steps of the end', () => {
  for (const step of ['TearDown', 'WriteReport'] as const) {
    expect(failureOf({ status: 'ABORTED' }, step, { failure: before })).toBe(before);
  }
});

test('who was stopped while somebody was asked says what the question was', () => {
  const failure = failureOf({ status: 'ABORTED' }, 'AwaitDecision', { failure: before });
  expect(failure).toMatchObject({ step: 'AwaitDecision', error: 'ExecutionStopped' });
  expect(failure?.cause).toMatch(/Before that RestoreDatabase had failed \(DatabaseRefused\): no quota$/);
});

test('an execution that succeeded has not failed', () => {
  expect(failureOf({ status: 'SUCCEEDED' }, 'WriteReport', {})).toBeUndefined();
});
