import { SendTaskFailureCommand, SendTaskHeartbeatCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ServiceError } from '../../../../local/aws/protocols/service-error';
import { done, failed, never, type StatesHarness, startStates, task } from './harness';

let harness: StatesHarness;
beforeAll(async () => {
  harness = await startStates();
});
beforeEach(() => {
  harness.answer = done;
  harness.invocations.length = 0;
});
afterAll(() => harness.close());

const once = (fields: object) => ({ Work: task(fields) });

describe('lambda:invoke', () => {
  test('gives the payload to the function, and its result back as Lambda does', async () => {
    harness.answer = () => done({ worked: true });
    const execution = await harness.run(once({ Output: '{% $states.result %}' }), { n: 1 });
    expect(harness.invocations).toEqual([{ name: 'work', payload: { n: 1 } }]);
    expect(execution.output).toEqual({ ExecutedVersion: '$LATEST', Payload: { worked: true }, StatusCode: 200 });
  });

  test('fails with the type of the error that the handler threw, and its cause as JSON', async () => {
    harness.answer = () => ({ error: { errorType: 'DatabaseFailed', errorMessage: 'gone', trace: ['at x'] } });
    const execution = await harness.run(once({}));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'DatabaseFailed' });
    expect(JSON.parse(execution.cause ?? '')).toEqual({
      errorType: 'DatabaseFailed',
      errorMessage: 'gone',
      trace: ['at x'],
    });
  });

  test('fails as Lambda.Unknown when the error has no type', async () => {
    harness.answer = () => failed('');
    expect((await harness.run(once({}))).error).toBe('Lambda.Unknown');
  });

  test('fails with the name of the error by which Lambda refuses an invocation', async () => {
    harness.answer = () => {
      throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
    };
    expect((await harness.run(once({}))).error).toBe('Lambda.TooManyRequestsException');
  });

  test('fails when its whole arguments evaluate to fields that it does not know', async () => {
    const execution = await harness.run(once({ Arguments: "{% {'FunctionName': 'f', 'Qualifier': 'v1'} %}" }));
    expect([execution.error, execution.cause]).toEqual(['States.Runtime', expect.stringContaining('Qualifier')]);
  });

  test('fails when it takes longer than its time-out', async () => {
    harness.answer = () => never;
    const execution = await harness.run(once({ TimeoutSeconds: 1 }));
    expect(execution.error).toBe('States.Timeout');
    const timedOut = (await harness.historyOf(execution)).find(({ type }) => type === 'TaskTimedOut');
    expect(timedOut?.taskTimedOutEventDetails).toMatchObject({ error: 'States.Timeout', resourceType: 'lambda' });
  });
});

describe('a retry', () => {
  const retry = (fields: object) => ({ Retry: [{ ErrorEquals: ['Retryable'], ...fields }] });
  const Payload = '{% [$states.context.State.RetryCount, $states.context.State.EnteredTime] %}';

  test('comes as often as it may, and the last error stays', async () => {
    harness.answer = () => failed('Retryable', `try ${harness.invocations.length}`);
    const execution = await harness.run(once(retry({ MaxAttempts: 4 })));
    expect(harness.invocations).toHaveLength(5);
    expect(execution.cause).toContain('try 5');
  });

  test('counts in the context, which keeps the time at which the state was entered', async () => {
    harness.answer = () => (harness.invocations.length < 3 ? failed('Retryable') : done('at last'));
    const Arguments = { FunctionName: 'work', Payload };
    const execution = await harness.run(once({ Arguments, ...retry({}) }));
    expect(execution.output).toBe('at last');
    const payloads = harness.invocations.map(({ payload }) => payload as [number, string]);
    expect(payloads.map(([count]) => count)).toEqual([0, 1, 2]);
    expect(new Set(payloads.map(([, enteredAt]) => enteredAt)).size).toBe(1);
  });

  test('is for errors that it names only', async () => {
    harness.answer = () => failed('AccessDenied');
    await harness.run(once(retry({})));
    expect(harness.invocations).toHaveLength(1);
  });

  test('waits by the scale', async () => {
    const scaled = await startStates(0.01);
    scaled.answer = () => (scaled.invocations.length < 2 ? failed('Retryable') : done(1));
    const before = Date.now();
    await scaled.run(once(retry({ IntervalSeconds: 10 }))).finally(() => scaled.close());
    expect(Date.now() - before).toBeGreaterThanOrEqual(99);
  });

  test('is made too when the output cannot be evaluated', async () => {
    const fields = {
      Output: '{% $states.result.missing %}',
      Retry: [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }],
    };
    expect((await harness.run(once(fields))).error).toBe('States.QueryEvaluationError');
    expect(harness.invocations).toHaveLength(2);
  });
});

describe('a catch', () => {
  const caught = (...Catch: object[]) => ({
    Work: task({ Catch, Assign: { never: 1 } }),
    Report: { Type: 'Pass', End: true },
    Early: { Type: 'Pass', Output: '{% [$states.input, $kept] %}', End: true },
  });
  const early = (fields: object) => ({ Next: 'Early', Assign: { kept: '{% $states.errorOutput.Error %}' }, ...fields });
  const all = { ErrorEquals: ['States.ALL'], Next: 'Report' };

  test('gives error and cause on when it says nothing else', async () => {
    harness.answer = () => failed('CheckFailed', 'no lecture');
    const { output } = await harness.run(caught(early({ ErrorEquals: ['Other'] }), all));
    expect(output).toEqual({ Error: 'CheckFailed', Cause: expect.stringContaining('no lecture') });
  });

  test('is the first that names the error, with its own output and variables', async () => {
    harness.answer = () => failed('CheckFailed');
    const Output = "{% $merge([$states.input, {'failure': $states.errorOutput.Error}]) %}";
    const first = early({ ErrorEquals: ['CheckFailed'], Output });
    const { output } = await harness.run(caught(first, all), { n: 1 });
    expect(output).toEqual([{ n: 1, failure: 'CheckFailed' }, 'CheckFailed']);
  });

  test('comes after the retries', async () => {
    harness.answer = () => failed('Retryable');
    const states = { ...caught(early({ ErrorEquals: ['Retryable'] }), all) };
    Object.assign(states.Work, { Retry: [{ ErrorEquals: ['Retryable'], MaxAttempts: 2 }] });
    await harness.run(states);
    expect(harness.invocations).toHaveLength(3);
  });

  test('that fails to make its output fails the execution', async () => {
    harness.answer = () => failed('CheckFailed');
    const broken = early({ ErrorEquals: ['CheckFailed'], Output: '{% $states.errorOutput.missing %}' });
    const execution = await harness.run(caught(broken, all));
    expect([execution.error, execution.cause]).toEqual([
      'States.QueryEvaluationError',
      expect.stringContaining("'Catch[0]/Output'"),
    ]);
  });

  test('does not see what the interpreter itself cannot do', async () => {
    harness.answer = () => {
      throw new TypeError('a defect of this machine');
    };
    const execution = await harness.run(caught(early({ ErrorEquals: ['Other'] }), all));
    expect([execution.error, execution.cause]).toEqual(['States.Runtime', expect.stringContaining('a defect')]);
  });
});

describe('a task that waits for its token', () => {
  const waiting = (fields: object = {}) =>
    once({
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
      Output: '{% $states.result %}',
      ...fields,
    });
  const tokenOf = (payload: unknown): string => Object(payload).token;

  test('ends with the output that comes with the token, later', async () => {
    harness.answer = (payload) => {
      const taskToken = tokenOf(payload);
      setTimeout(
        () => harness.client.send(new SendTaskSuccessCommand({ taskToken, output: '{"approvedBy":"me"}' })),
        20,
      );
      return done('asked');
    };
    const execution = await harness.run(waiting());
    expect(execution.output).toEqual({ approvedBy: 'me' });
    const types = (await harness.historyOf(execution)).map(({ type }) => type);
    expect(types).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('ends with an output that comes while the function still runs', async () => {
    harness.answer = async (payload) => {
      await harness.client.send(new SendTaskSuccessCommand({ taskToken: tokenOf(payload), output: '1' }));
      return never;
    };
    expect((await harness.run(waiting())).output).toBe(1);
  });

  test('fails with the error that comes with the token', async () => {
    harness.answer = async (payload) => {
      const failure = { taskToken: tokenOf(payload), error: 'ApprovalRefused', cause: 'not tonight' };
      await harness.client.send(new SendTaskFailureCommand(failure));
      return done(1);
    };
    expect(await harness.run(waiting())).toMatchObject({ error: 'ApprovalRefused', cause: 'not tonight' });
  });

  test('fails when the function fails', async () => {
    harness.answer = () => failed('Broken');
    expect((await harness.run(waiting())).error).toBe('Broken');
  });

  test('takes a token once', async () => {
    let taskToken = '';
    harness.answer = (payload) => {
      taskToken = tokenOf(payload);
      return harness.client.send(new SendTaskSuccessCommand({ taskToken, output: '1' })).then(() => done(1));
    };
    await harness.run(waiting());
    const again = harness.client.send(new SendTaskSuccessCommand({ taskToken, output: '2' }));
    await expect(again).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  test('has no use for its token after its time-out', async () => {
    let taskToken = '';
    harness.answer = (payload) => {
      taskToken = tokenOf(payload);
      return done(1);
    };
    expect((await harness.run(waiting({ TimeoutSeconds: 1 }))).error).toBe('States.Timeout');
    const late = harness.client.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
    await expect(late).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  test('fails when no heartbeat comes for too long, and each one gives it that long again', async () => {
    harness.answer = (payload) => {
      const beat = () => harness.client.send(new SendTaskHeartbeatCommand({ taskToken: tokenOf(payload) }));
      setTimeout(beat, 600);
      return done(1);
    };
    const before = Date.now();
    const execution = await harness.run(waiting({ HeartbeatSeconds: 1 }));
    expect(execution.error).toBe('States.HeartbeatTimeout');
    expect(Date.now() - before).toBeGreaterThanOrEqual(1599);
  });

  test('gets a new token with each try', async () => {
    harness.answer = () => failed('Retryable');
    await harness.run(waiting({ Retry: [{ ErrorEquals: ['Retryable'], MaxAttempts: 1 }] }));
    expect(new Set(harness.invocations.map(({ payload }) => tokenOf(payload))).size).toBe(2);
  });

  test('does not take an output that is no JSON', async () => {
    const refused: string[] = [];
    harness.answer = async (payload) => {
      const answer = { taskToken: tokenOf(payload), output: 'no' };
      await harness.client.send(new SendTaskSuccessCommand(answer)).catch((error) => refused.push(error.name));
      return failed('Enough');
    };
    await harness.run(waiting());
    expect(refused).toEqual(['InvalidOutput']);
  });
});
