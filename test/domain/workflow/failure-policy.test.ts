import { ErrorName } from '../../../domain/workflow/errors';
import {
  AGAIN_LIMIT,
  chooseAction,
  diagnosisOf,
  kindOf,
  type Situation,
} from '../../../domain/workflow/failure-policy';
import type { Candidate, FailedAttempt, StepName } from '../../../domain/workflow/workflow';

const candidate = (objectTime: string, needsApproval?: string): Candidate => ({
  recoveryPoint: { kind: 'time', time: objectTime },
  objectTime,
  databaseIdentifier: `pegasus-${objectTime}`,
  reason: 'to roll forward to',
  ...(needsApproval !== undefined && { needsApproval }),
});
const CANDIDATES = [candidate('2026-11-23T04:00:00Z'), candidate('2026-11-23T04:30:00Z')];

const failedWith = (error: string, other: Partial<Situation> = {}): Situation => ({
  failure: { step: 'RunChecks', error, cause: 'why' },
  attempt: 0,
  candidate: 0,
  attempts: [],
  plan: { mode: 'incident', candidates: CANDIDATES },
  hold: 'operator',
  ...other,
});
const again = (times: number): FailedAttempt[] =>
  Array.from({ length: times }, (_, attempt) => ({
    attempt,
    candidate: 0,
    failure: { step: 'RunChecks', error: 'Retryable', cause: '' },
    action: 'again',
    reason: '',
  }));

describe('the kind of a failure', () => {
  test.each([
    ['Retryable', 'infrastructure'],
    ['States.Timeout', 'infrastructure'],
    ['Lambda.Unknown', 'infrastructure'],
    ['Sandbox.Timedout', 'infrastructure'],
    ['ObjectsNotRestored', 'infrastructure'],
    ['DanglingReferences', 'data'],
    ['WrongRecoveryPoint', 'data'],
    ['CheckFailed', 'data'],
    ['SmokeJobFailed', 'data'],
    ['CheckCrashed', 'check crashed'],
    ['DatabaseRefused', 'unknown'],
    ['FreezeEscaped', 'unknown'],
    ['TypeError', 'unknown'],
    ['AccessDenied', 'unknown'],
  ])('%s is %s', (error, kind) => expect(kindOf(error)).toBe(kind));

  test('every name of ours has one', () =>
    expect(Object.values(ErrorName).map(kindOf)).toHaveLength(Object.values(ErrorName).length));
});

describe('F51 archived sources', () => {
  const thaw = { tier: 'standard', days: 7 } as const;
  const archived = (plan: object, attempts = again(0)) =>
    chooseAction(
      failedWith('ObjectsArchived', { plan: { mode: 'incident', candidates: CANDIDATES, ...plan }, attempts }),
    );

  test('are held where nothing is to be thawed, and thawed by the next attempt where the request says so', () => {
    expect(archived({})).toMatchObject({ action: 'hold' });
    expect(archived({ thaw })).toMatchObject({ action: 'again' });
    expect(archived({ thaw }, again(AGAIN_LIMIT))).toMatchObject({ action: 'hold' });
  });

  test('a tier that does not exist there ends a run that has touched nothing, and holds one that is frozen', () => {
    const failure = { step: 'ThawObjects', error: 'InvalidRequest', cause: 'expedited' } as const;
    expect(chooseAction({ ...failedWith(''), failure })).toMatchObject({ action: 'stop' });
    expect(chooseAction({ ...failedWith(''), failure, attempts: again(1) })).toMatchObject({ action: 'hold' });
  });
});

describe('an incident', () => {
  test('infrastructure is tried again, a bounded number of times, and then held', () => {
    const actions = [0, AGAIN_LIMIT - 1, AGAIN_LIMIT, AGAIN_LIMIT + 1].map(
      (times) => chooseAction(failedWith('Retryable', { attempts: again(times), attempt: times })).action,
    );
    expect(actions).toEqual(['again', 'again', 'hold', 'hold']);
  });

  test('tries of another candidate do not count', () =>
    expect(chooseAction(failedWith('Retryable', { candidate: 1, attempts: again(AGAIN_LIMIT) })).action).toBe('again'));

  test('data goes on to the next candidate', () =>
    expect(chooseAction(failedWith('DanglingReferences'))).toEqual({
      action: 'next',
      reason: expect.stringContaining('on to 2026-11-23T04:30:00Z'),
    }));

  test('F68 never without approval past what needs it', () => {
    const candidates = [CANDIDATES[0]!, candidate('2026-11-23T09:00:00Z', 'from after the incident began')];
    const plan = { mode: 'incident' as const, candidates, requestedBy: 'ada' };
    expect(chooseAction(failedWith('CheckFailed', { plan }))).toEqual({
      action: 'hold',
      reason: expect.stringContaining('needs approval: from after the incident began'),
    });
    expect(chooseAction(failedWith('CheckFailed', { plan, hold: 'never' })).action).toBe('stop');
  });

  test('F15 a freeze that failed has been undone, and ends the run', () =>
    expect(chooseAction(failedWith('FreezeFailed')).action).toBe('stop'));

  test('traffic that cannot be read: before the freeze the run ends, later a person looks', () => {
    const at = (step: StepName) =>
      chooseAction(failedWith('', { failure: { step, error: 'TrafficUnreadable', cause: '' } })).action;
    expect([at('FreezeWrites'), at('ProveReferences'), at('ResumeTraffic')]).toEqual(['stop', 'hold', 'hold']);
    for (const error of ['ReferencesNotProved', 'DatabaseUntrusted']) {
      const actionIn = (step: StepName) => chooseAction(failedWith('', { failure: { step, error, cause: '' } })).action;
      expect([actionIn('FreezeWrites'), actionIn('ProveReferences')]).toEqual(['stop', 'hold']);
    }
  });

  test('with no candidate left it holds', () =>
    expect(chooseAction(failedWith('CheckFailed', { candidate: 1 }))).toEqual({
      action: 'hold',
      reason: expect.stringContaining('no candidate is left of 2'),
    }));

  test.each([
    ['operator', 'hold'],
    ['never', 'stop'],
  ] as const)('unknown, with hold %s: %s', (hold, action) =>
    expect(chooseAction(failedWith('DatabaseRefused', { hold })).action).toBe(action),
  );
});

test.each([
  ['Retryable', 0, 'again'],
  ['Retryable', AGAIN_LIMIT, 'stop'],
  ['DanglingReferences', 0, 'stop'],
  ['DatabaseRefused', 0, 'stop'],
])('a drill with %s after %i tries: %s, and it never waits', (error, times, action) => {
  const plan = { mode: 'drill' as const, candidates: CANDIDATES };
  expect(chooseAction(failedWith(error, { plan, attempts: again(times) })).action).toBe(action);
});

describe('the diagnosis', () => {
  test.each([
    ['again', 1, 0],
    ['next', 1, 1],
  ] as const)('%s is a new attempt, and the old one is in the list', (action, attempt, index) =>
    expect(diagnosisOf(failedWith('CheckFailed', { proof: { events: 'digest' } }), { action, reason: 'so' })).toEqual({
      action,
      reason: 'so',
      attempt,
      candidate: index,
      attempts: [
        {
          attempt: 0,
          candidate: 0,
          failure: { step: 'RunChecks', error: 'CheckFailed', cause: 'why' },
          action,
          reason: 'so',
          events: 'digest',
        },
      ],
    }),
  );

  test.each(['hold', 'stop', 'accept'] as const)('%s leaves the attempt as it is', (action) =>
    expect(diagnosisOf(failedWith('CheckFailed'), { action, reason: 'so' })).toMatchObject({
      attempt: 0,
      candidate: 0,
      attempts: [],
    }),
  );

  test('a long cause is cut in the list, which the state carries', () => {
    const failure = { step: 'RunChecks' as const, error: 'CheckFailed', cause: 'x'.repeat(5_000) };
    const { attempts } = diagnosisOf(failedWith('', { failure }), { action: 'next', reason: 'so' });
    expect(attempts[0]?.failure.cause).toHaveLength(500);
  });
});
