import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RetryPlan } from '../../../../local/aws/step-functions/retry';
import { matchesError } from '../../../../local/aws/step-functions/state-error';

describe('a retrier', () => {
  const delays = (plan: RetryPlan, errors: readonly string[]) => errors.map((error) => plan.next(error));

  test('tries three times more by default, after 1, 2 and 4 seconds', () => {
    const plan = new RetryPlan([{ ErrorEquals: ['A'] }]);
    expect(delays(plan, ['A', 'A', 'A', 'A'])).toEqual([1, 2, 4, undefined]);
  });

  test('waits longer by its rate, up to its maximum', () => {
    const retrier = { ErrorEquals: ['A'], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10, MaxAttempts: 4 };
    expect(delays(new RetryPlan([retrier]), ['A', 'A', 'A', 'A', 'A'])).toEqual([2, 6, 10, 10, undefined]);
  });

  test('with no attempts forbids what a later one would allow', () => {
    const plan = new RetryPlan([{ ErrorEquals: ['A'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }]);
    expect(delays(plan, ['A', 'B'])).toEqual([undefined, 1]);
  });

  test('counts for itself', () => {
    const plan = new RetryPlan([
      { ErrorEquals: ['A'], MaxAttempts: 1 },
      { ErrorEquals: ['B'], MaxAttempts: 1, IntervalSeconds: 9 },
    ]);
    expect(delays(plan, ['A', 'B', 'A', 'B'])).toEqual([1, 9, undefined, undefined]);
  });

  test('with full jitter waits from nothing to its bounded delay', () => {
    const delay = fc.record({
      IntervalSeconds: fc.integer({ min: 1, max: 60 }),
      BackoffRate: fc.double({ min: 1, max: 4, noNaN: true }),
      MaxDelaySeconds: fc.integer({ min: 1, max: 120 }),
      random: fc.double({ min: 0, max: 1, noNaN: true }),
      tries: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(delay, ({ random, tries, ...fields }) => {
        const retrier = { ErrorEquals: ['A'], MaxAttempts: 10, ...fields };
        const plain = new RetryPlan([retrier]);
        const jittered = new RetryPlan([{ ...retrier, JitterStrategy: 'FULL' }], () => random);
        for (let attempt = 0; attempt < tries; attempt += 1) {
          const [most, waited] = [plain.next('A') ?? -1, jittered.next('A') ?? -1];
          expect(most).toBeLessThanOrEqual(fields.MaxDelaySeconds);
          expect(waited).toBe(most * random);
        }
      }),
    );
  });
});

describe('ErrorEquals', () => {
  test.each<[string, string, boolean]>([
    ['Retryable', 'Retryable', true],
    ['Retryable', 'Other', false],
    ['States.ALL', 'Retryable', true],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.QueryEvaluationError', true],
    ['States.ALL', 'States.DataLimitExceeded', false],
    ['States.ALL', 'States.Runtime', false],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.Runtime', 'States.Runtime', false],
    ['States.TaskFailed', 'Lambda.Unknown', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.TaskFailed', 'States.HeartbeatTimeout', false],
    ['States.TaskFailed', 'States.DataLimitExceeded', false],
    ['States.Timeout', 'States.Timeout', true],
    ['States.Timeout', 'States.HeartbeatTimeout', true],
    ['States.HeartbeatTimeout', 'States.HeartbeatTimeout', true],
    ['States.HeartbeatTimeout', 'States.Timeout', false],
  ])('%s and the error %s: %s', (name, error, matches) => {
    expect(matchesError([name], error)).toBe(matches);
  });
});
