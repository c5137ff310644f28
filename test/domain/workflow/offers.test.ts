import { describe, expect, test } from '@jest/globals';
import { nextStep } from '../../../domain/report/next-steps';
import { NAMEABLE, whyRefused } from '../../../domain/workflow/decision';
import { ErrorName } from '../../../domain/workflow/errors';
import { ATTEMPT_LIMIT } from '../../../domain/workflow/failure-policy';
import { type allowedActions, type LossCount, sayOffers } from '../../../domain/workflow/offers';
import { STEPS } from '../../../domain/workflow/workflow';
import { PLAN } from './workflow-fixture';

const [only] = PLAN.candidates;
const after = { ...only!, objectTime: '2026-11-23T05:00:00Z', needsApproval: 'it is newer than the incident' };
const ACTIONS = ['retry', 'next', 'abort', 'accept', 'accept-losses'] as const;
const SENTENCE = 'the lectures are needed at nine';

const failed = {
  attempt: 0,
  candidate: 0,
  failure: { step: 'RunChecks', error: '', cause: '' },
  action: 'again',
  reason: '',
} as const;

/** Every hold there can be: where it failed, with what, how often before, what is left, and how much is lost. */
const HOLDS = STEPS.flatMap((step) =>
  [...Object.values(ErrorName), 'Surprise'].flatMap((error) =>
    [[only!], [only!, only!], [only!, after]].flatMap((candidates) =>
      [0, ATTEMPT_LIMIT].flatMap((before) =>
        ([undefined, 2, 'unknown'] as const).map((losses): [object, LossCount] => [
          {
            plan: { ...PLAN, candidates },
            attempt: before,
            candidate: 0,
            attempts: Array(before).fill(failed),
            failure: { step, error, cause: 'why' },
          },
          losses,
        ]),
      ),
    ),
  ),
);
type Held = Parameters<typeof allowedActions>[0];

const named = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => /^ {2}(retry|next|abort|accept|accept-losses) {2,}\S/.exec(line)?.[1] ?? []);

test('each action that a hold names is one that may be decided, and each that may be decided is named', () => {
  expect(HOLDS.length).toBeGreaterThan(1_000);
  for (const [hold, losses] of HOLDS) {
    const held = hold as Held;
    const accepted = ACTIONS.filter(
      (action) =>
        whyRefused({ action, reason: SENTENCE }, held) === undefined &&
        (action !== 'accept-losses' || losses !== undefined),
    );
    const lines = sayOffers(held, { id: 'arn' }, losses);
    expect(named(lines)).toEqual(accepted);
    // The commands that are printed with them.
    const printed = lines.flatMap((line) => /--action (\S+)/.exec(line)?.[1] ?? []);
    expect(accepted).toEqual(expect.arrayContaining(printed));
    expect(printed.includes('accept-losses')).toBe(accepted.includes('accept-losses'));
  }
});

describe('what an action needs is said where the rule asks for it', () => {
  const hold = (step: Held['failure']['step'], error: string, candidates = [only!, after]): Held => ({
    plan: { ...PLAN, candidates },
    attempt: 0,
    candidate: 0,
    attempts: [],
    failure: { step, error, cause: 'why' },
  });
  const lineOf = (action: string, held: Held, losses?: LossCount) =>
    sayOffers(held, { id: 'arn' }, losses).find((line) => line.startsWith(`  ${action} `));
  const NEEDS = /; needs a reason of at least 10 characters$/;

  test.each(ACTIONS)('%s', (action) => {
    const held =
      action === 'accept-losses' ? hold('ProveReferences', 'DanglingReferences') : hold('RunChecks', 'CheckFailed');
    const short = whyRefused({ action, reason: 'ok' }, held) !== undefined;
    expect(NEEDS.test(lineOf(action, held, 2) ?? '')).toBe(short);
  });

  test('the next candidate with its time, and the losses with their number', () => {
    expect(lineOf('next', hold('RunChecks', 'CheckFailed'))).toContain(
      'approve the next candidate, 2026-11-23T05:00:00Z',
    );
    expect(lineOf('next', hold('RunChecks', 'CheckFailed', [only!, only!]))).toContain('go on to the next candidate');
    const dangling = hold('ProveReferences', 'DanglingReferences');
    expect(lineOf('accept-losses', dangling, 2)).toContain('without exactly the 2 that are lost');
    expect(lineOf('accept-losses', dangling, 'unknown')).toContain('what the list names');
  });

  test('at the limit of attempts only the end is left, and the command says so', () => {
    const held = { ...hold('RestoreDatabase', 'DatabaseRefused'), attempts: Array(ATTEMPT_LIMIT).fill(failed) };
    const lines = sayOffers(held, { id: 'arn' }, undefined);
    expect([lines[0], named(lines)]).toEqual(['Possible is only', ['abort']]);
    expect(lines.join()).toContain('--action abort');
  });
});

test.each(NAMEABLE)('after %s the report names that losses can be accepted', (error) =>
  expect(nextStep(error).advice).toContain('accept-losses'),
);
