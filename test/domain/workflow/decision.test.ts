import { chooseByDecision, whyRefused } from '../../../domain/workflow/decision';
import { ATTEMPT_LIMIT, type Situation } from '../../../domain/workflow/failure-policy';
import type { Decision } from '../../../domain/workflow/workflow';
import { PLAN } from './workflow-fixture';

const [only] = PLAN.candidates;
const SITUATION: Situation = {
  failure: { step: 'RunChecks', error: 'CheckFailed', cause: 'why' },
  attempt: 0,
  candidate: 0,
  attempts: [],
  plan: { ...PLAN, candidates: [only!, only!] },
  hold: 'operator',
};
const said = (action: Decision['action'], other: Partial<Decision> = {}): Decision => ({
  action,
  by: 'grace',
  at: '2026-11-23T05:00:00Z',
  reason: 'the data is right',
  ...other,
});

test.each([
  ['retry', 'again'],
  ['next', 'next'],
  ['abort', 'stop'],
  ['accept', 'accept'],
] as const)('%s becomes %s, and says who and why', (action, becomes) =>
  expect(chooseByDecision(said(action), SITUATION)).toEqual({
    action: becomes,
    reason: `"grace" decided \`${action}\` at 2026-11-23T05:00:00Z: "the data is right"`,
  }),
);

test('the execution that decided is named with it: CloudTrail knows its principal', () =>
  expect(chooseByDecision(said('abort', { decidedIn: 'arn:decision' }), SITUATION).reason).toMatch(
    /^"grace" decided `abort` at .*: "the data is right" \(arn:decision\)$/,
  ));

test('losses are accepted by their list only', () => {
  const situation = {
    ...SITUATION,
    failure: { step: 'ProveReferences', error: 'DanglingReferences', cause: '' },
  } as const;
  const acceptedLosses = { key: 'list', sha256: 'digest', count: 1 };
  expect(chooseByDecision(said('accept-losses', { acceptedLosses, candidate: 0 }), situation)).toMatchObject({
    action: 'again',
    acceptedLosses,
    candidate: 0,
  });
  expect(chooseByDecision(said('accept-losses'), situation)).toMatchObject({
    action: 'hold',
    reason: expect.stringContaining('names no losses'),
  });
});

test('what is refused goes on holding, with the reason', () =>
  expect(chooseByDecision(said('accept', { reason: 'ok' }), SITUATION)).toEqual({
    action: 'hold',
    reason: expect.stringMatching(/refused.*10 characters/),
  }));

test('an answer that is none goes on holding', () =>
  expect(chooseByDecision(undefined, SITUATION)).toEqual({
    action: 'hold',
    reason: expect.stringContaining('not a decision with `action`'),
  }));

describe('refused is', () => {
  test.each([
    ['a decision without a reason', said('retry', { reason: ' ' }), {}, /`reason` is missing/],
    ['next when there is none', said('next'), { candidate: 1 }, /no candidate after 2 of 2/],
    ['accept of 9 characters', said('accept', { reason: '123456789' }), {}, /at least 10 characters/],
    [
      'accept of what was not proved',
      said('accept'),
      { failure: { step: 'ProveReferences', error: 'DanglingReferences', cause: '' } },
      /only what fails in RunChecks, RunSmokeJob or RepeatErasures/,
    ],
    [
      'accept of a hook that failed',
      said('accept'),
      { failure: { step: 'RunBeforeOpenHooks', error: 'HookFailed', cause: '' } },
      /^RunBeforeOpenHooks has failed; only what fails in/,
    ],
  ] as const)('%s', (_what, decision, other, why) =>
    expect(whyRefused(decision, { ...SITUATION, ...other })).toMatch(why),
  );

  test('another attempt after too many', () => {
    const attempts = Array.from({ length: ATTEMPT_LIMIT }, () => ({
      attempt: 0,
      candidate: 0,
      failure: SITUATION.failure,
      action: 'again' as const,
      reason: '',
    }));
    expect(whyRefused(said('retry'), { ...SITUATION, attempts })).toMatch(/made 10 attempts/);
    expect(whyRefused(said('retry'), { ...SITUATION, attempts: attempts.slice(1) })).toBeUndefined();
    expect(whyRefused(said('abort'), { ...SITUATION, attempts })).toBeUndefined();
  });
});

test('an accept of 10 characters stands; a name is a label', () => {
  expect(whyRefused(said('accept', { reason: '1234567890' }), SITUATION)).toBeUndefined();
  expect(whyRefused(said('abort', { by: 'ada' }), SITUATION)).toBeUndefined();
});

describe('F68 a next candidate that needs approval', () => {
  const past = { ...only!, needsApproval: 'from after the incident began' };
  const situation: Situation = { ...SITUATION, plan: { ...PLAN, candidates: [only!, past] } };

  test('is approved with a reason', () => expect(whyRefused(said('next'), situation)).toBeUndefined());

  test.each([
    ['of 9 characters', '123456789', /at least 10 characters/],
    ['of 10 characters', '1234567890', undefined],
  ])('takes a reason %s', (_, reason, refusal) => {
    const why = whyRefused(said('next', { reason }), situation);
    if (refusal === undefined) expect(why).toBeUndefined();
    else expect(why).toMatch(refusal);
  });
});
