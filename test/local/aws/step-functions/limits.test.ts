import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { done, failed, type StatesHarness, startStates, task } from './harness';

let harness: StatesHarness;
beforeAll(async () => {
  harness = await startStates();
});
beforeEach(() => {
  harness.answer = done;
});
afterAll(() => harness.close());

/** A string that has so many bytes as JSON. */
const text = (bytes: number) => 'x'.repeat(bytes - 2);
const LIMIT = 262_144;

describe('262,144 bytes are allowed, and not one more,', () => {
  test.each<[string, object]>([
    ['in an output', { Big: { Type: 'Pass', Output: '{% $pad("", $states.input.n - 2, "x") %}', End: true } }],
    ['in a variable', { Big: { Type: 'Pass', Assign: { v: '{% $pad("", $states.input.n - 2, "x") %}' }, End: true } }],
    [
      'in arguments',
      {
        // Around the text stand 33 bytes: {"FunctionName":"f","Payload":"…"}
        Big: task({
          Arguments: { FunctionName: 'f', Payload: '{% $pad("", $states.input.n - 33, "x") %}' },
          Output: 1,
        }),
      },
    ],
  ])('%s', async (_, states) => {
    harness.answer = () => done(1);
    expect((await harness.run(states, { n: LIMIT })).error).toBeUndefined();
    expect((await harness.run(states, { n: LIMIT + 1 })).error).toBe('States.DataLimitExceeded');
  });

  test('in the result of a function', async () => {
    const overhead = JSON.stringify({ ExecutedVersion: '$LATEST', Payload: '', StatusCode: 200 }).length - 2;
    harness.answer = () => done(text(LIMIT - overhead));
    expect((await harness.run({ Big: task({ Output: 1 }) })).error).toBeUndefined();
    harness.answer = () => done(text(LIMIT - overhead + 1));
    expect((await harness.run({ Big: task({ Output: 1 }) })).error).toBe('States.DataLimitExceeded');
  });

  test('counted in bytes, not in characters', async () => {
    const states = { Big: { Type: 'Pass', Output: '{% $pad("", 131072, "é") %}', End: true } };
    expect((await harness.run(states)).error).toBe('States.DataLimitExceeded');
  });
});

describe('too much data', () => {
  const caught = (name: string) => ({
    Big: task({
      Catch: [{ ErrorEquals: [name], Next: 'Caught' }],
      Retry: [{ ErrorEquals: ['States.TaskFailed'] }],
    }),
    Caught: { Type: 'Pass', Output: 'caught', End: true },
  });

  test('is neither tried again nor caught by the wildcards', async () => {
    harness.invocations.length = 0;
    harness.answer = () => done(text(LIMIT + 1));
    expect((await harness.run(caught('States.ALL'))).error).toBe('States.DataLimitExceeded');
    expect(harness.invocations).toHaveLength(1);
  });

  test('is caught by its name', async () => {
    harness.answer = () => done(text(LIMIT + 1));
    expect((await harness.run(caught('States.DataLimitExceeded'))).output).toBe('caught');
  });
});

describe('a history of 25,000 events', () => {
  /** One event to start, 3 for the last round, and then rounds of 4 until the loop ends. */
  const loop = {
    Count: { Type: 'Pass', Output: '{% $states.input + 1 %}', Next: 'Enough' },
    Enough: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input >= 6249 %}', Next: 'Done' }],
      Default: 'Count',
    },
    Done: { Type: 'Succeed' },
  };

  test('fits', async () => {
    const execution = await harness.run(loop, 0);
    // 1 + 6,249 × 4 + 2 + 1
    expect([execution.status, execution.history.entries.length]).toEqual(['SUCCEEDED', 25_000]);
  });

  test('ends the execution before there are more, whatever is caught', async () => {
    const execution = await harness.run(loop, -1);
    expect(execution).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    expect(execution.history.entries).toHaveLength(25_000);
    expect(execution.history.entries.at(-1)?.event.type).toBe('ExecutionFailed');
  });
});

test('a definition has at most a megabyte', async () => {
  const states = { Big: { Type: 'Pass', Comment: 'x'.repeat(1_048_576), End: true } };
  await expect(harness.run(states)).rejects.toMatchObject({ name: 'InvalidDefinition' });
});

test('a history tells state by state what happened, page by page and in both directions', async () => {
  harness.answer = () => failed('Broken', 'no reason');
  const states = {
    Work: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Stop' }] }),
    Stop: { Type: 'Fail', Error: 'Stopped' },
  };
  const execution = await harness.run(states, { a: 1 });
  const events = await harness.historyOf(execution);
  expect(events.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskFailed',
    'TaskStateExited',
    'FailStateEntered',
    'ExecutionFailed',
  ]);
  expect(events.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(events[1]).toMatchObject({ stateEnteredEventDetails: { name: 'Work', input: '{"a":1}' } });
  expect(events[4]).toMatchObject({
    taskFailedEventDetails: { error: 'Broken', cause: expect.stringContaining('no reason') },
  });
  expect(events[5]).toMatchObject({ stateExitedEventDetails: { name: 'Work' } });
  expect(events[7]).toMatchObject({ executionFailedEventDetails: { error: 'Stopped' }, timestamp: expect.any(Date) });
  const page = { executionArn: execution.origin.arn, reverseOrder: true, maxResults: 5 };
  const one = await harness.client.send(new GetExecutionHistoryCommand(page));
  const two = await harness.client.send(new GetExecutionHistoryCommand({ ...page, nextToken: one.nextToken }));
  expect([...(one.events ?? []), ...(two.events ?? [])].map(({ id }) => id)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
});

test('a history tells which expression could not be evaluated, and where', async () => {
  const execution = await harness.run({ Only: { Type: 'Pass', Output: { a: '{% $states.input.x %}' }, End: true } });
  const failure = (await harness.historyOf(execution)).find(({ type }) => type === 'EvaluationFailed');
  expect(failure?.evaluationFailedEventDetails).toEqual({
    error: 'States.QueryEvaluationError',
    cause: expect.stringContaining("'Output/a'"),
    location: 'Output',
    state: 'Only',
  });
});

test('whoever watches sees what is entered, what failed, what is left and how it ended, from the start', async () => {
  harness.answer = () => (harness.invocations.length === 1 ? failed('Retryable', 'once') : done(1));
  harness.invocations.length = 0;
  const execution = await harness.run({ Work: task({ Retry: [{ ErrorEquals: ['Retryable'] }] }) });
  const seen: unknown[] = [];
  for await (const { at, ...progress } of harness.states.watch(execution.origin.arn)) seen.push(progress);
  expect(seen).toEqual([
    { kind: 'entered', state: 'Work' },
    { kind: 'failed', state: 'Work', error: 'Retryable', cause: expect.stringContaining('once') },
    { kind: 'exited', state: 'Work' },
    { kind: 'ended', status: 'Succeeded' },
  ]);
});
