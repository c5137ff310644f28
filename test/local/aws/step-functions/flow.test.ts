import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type StatesHarness, startStates, task } from './harness';

let harness: StatesHarness;
beforeAll(async () => {
  harness = await startStates();
});
afterAll(() => harness.close());

const outputOf = async (states: object, input: unknown = {}): Promise<unknown> => {
  const execution = await harness.run(states, input);
  expect([execution.error, execution.cause]).toEqual([undefined, undefined]);
  return execution.output;
};

describe('Pass', () => {
  test('gives its input on when it says nothing else', async () => {
    expect(await outputOf({ Only: { Type: 'Pass', End: true } }, { a: [1, null] })).toEqual({ a: [1, null] });
  });

  test('evaluates expressions at any depth and leaves the rest as it stands', async () => {
    const Output = { list: ['{% $states.input.n + 1 %}', 'plain', '{ % no }'], deep: { n: '{% $states.input.n %}' } };
    expect(await outputOf({ Only: { Type: 'Pass', Output, End: true } }, { n: 1 })).toEqual({
      list: [2, 'plain', '{ % no }'],
      deep: { n: 1 },
    });
  });

  test('assigns variables from their values before, for the states after it', async () => {
    const states = {
      First: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'Swap' },
      Swap: { Type: 'Pass', Assign: { a: '{% $b %}', b: '{% $a %}' }, Output: '{% $a %}', Next: 'Last' },
      Last: { Type: 'Pass', Output: '{% [$states.input, $a, $b] %}', End: true },
    };
    expect(await outputOf(states)).toEqual([1, 2, 1]);
  });
});

describe('Choice', () => {
  const choose = (fields: object) => ({
    Choose: { Type: 'Choice', ...fields },
    Small: { Type: 'Pass', Output: 'small', End: true },
    Large: { Type: 'Pass', Output: '{% [$states.input, $kept] %}', End: true },
  });
  const rules = [
    { Condition: '{% $states.input.n < 10 %}', Next: 'Small' },
    {
      Condition: '{% $states.input.n < 100 %}',
      Next: 'Large',
      Output: '{% $states.input.n %}',
      Assign: { kept: '{% $states.input.n * 2 %}' },
    },
  ];

  test('takes the first rule that holds', async () => {
    expect(await outputOf(choose({ Choices: rules }), { n: 1 })).toBe('small');
  });

  test('takes the output and the variables of that rule', async () => {
    expect(await outputOf(choose({ Choices: rules }), { n: 50 })).toEqual([50, 100]);
  });

  test('takes the default when none holds, with the output of the state itself', async () => {
    const fields = { Choices: rules, Default: 'Large', Output: 'default', Assign: { kept: 0 } };
    expect(await outputOf(choose(fields), { n: 1000 })).toEqual(['default', 0]);
  });

  test('fails when none holds and there is no default', async () => {
    expect((await harness.run(choose({ Choices: rules }), { n: 1000 })).error).toBe('States.NoChoiceMatched');
  });

  test('does not take a number for true', async () => {
    const execution = await harness.run(choose({ Choices: [{ ...rules[0], Condition: '{% 1 %}' }, ...rules] }), {
      n: 1,
    });
    expect([execution.error, execution.cause]).toEqual([
      'States.QueryEvaluationError',
      "The field 'Choices[0]/Condition' of 'Choose' must be true or false, but is 1.",
    ]);
  });
});

describe('Wait', () => {
  test('waits for seconds times the scale, and gives its input on', async () => {
    const scaled = await startStates(0.001);
    try {
      const before = Date.now();
      const execution = await scaled.run(
        { Only: { Type: 'Wait', Seconds: '{% $states.input.n %}', End: true } },
        { n: 200 },
      );
      expect(execution.output).toEqual({ n: 200 });
      expect(Date.now() - before).toBeGreaterThanOrEqual(199);
    } finally {
      await scaled.close();
    }
  });

  test('does not wait for a time that has passed', async () => {
    const states = { Only: { Type: 'Wait', Timestamp: '{% $states.input.at %}', Output: 'on', End: true } };
    expect(await outputOf(states, { at: '2020-01-01T00:00:00Z' })).toBe('on');
  });

  test.each([
    ['Seconds', -1],
    ['Seconds', 1.5],
    ['Timestamp', 'tomorrow'],
  ])('fails for %s %s', async (field, value) => {
    const execution = await harness.run(
      { Only: { Type: 'Wait', [field]: '{% $states.input.v %}', End: true } },
      { v: value },
    );
    expect(execution.error).toBe('States.QueryEvaluationError');
  });
});

describe('Succeed and Fail', () => {
  test('Succeed ends with its output', async () => {
    expect(await outputOf({ Done: { Type: 'Succeed', Output: '{% $states.input.a %}' } }, { a: 5 })).toBe(5);
  });

  test('Fail ends with its error and cause', async () => {
    const fields = { Error: '{% $states.input.error %}', Cause: 'because' };
    const execution = await harness.run({ Stop: { Type: 'Fail', ...fields } }, { error: 'Named' });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Named', cause: 'because' });
  });
});

describe('Parallel', () => {
  const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: { End: true, ...state } } });
  const both = (...Branches: object[]) => ({
    First: { Type: 'Pass', Assign: { shared: 'outer' }, Next: 'Both' },
    Both: { Type: 'Parallel', Arguments: '{% $states.input.n %}', Branches, End: true },
  });

  test('gives every branch its arguments and the results in the order of the branches', async () => {
    const read = { Type: 'Pass', Output: '{% [$states.input, $shared] %}' };
    expect(await outputOf(both(branch('A', { Type: 'Wait', Seconds: 0 }), branch('B', read)), { n: 7 })).toEqual([
      7,
      [7, 'outer'],
    ]);
  });

  test('fails with the first branch that fails, and abandons the others', async () => {
    harness.answer = () => new Promise(() => undefined);
    const fails = branch('B', { Type: 'Fail', End: undefined, Error: 'First' });
    const execution = await harness.run(both(branch('A', task()), fails), { n: 1 });
    expect(execution.error).toBe('First');
    const types = (await harness.historyOf(execution)).map(({ type }) => type);
    expect(types.filter((type) => type === 'TaskStateExited')).toEqual([]);
  });
});

test('the context names the execution, the state and the machine', async () => {
  const Output = '{% $states.context %}';
  const execution = await harness.run({ Only: { Type: 'Pass', Output, End: true } }, { asked: 1 });
  const { origin, startedAt } = execution;
  expect(execution.output).toEqual({
    Execution: {
      Id: origin.arn,
      Input: { asked: 1 },
      Name: origin.name,
      RoleArn: origin.roleArn,
      StartTime: startedAt.toISOString(),
      RedriveCount: 0,
    },
    State: { Name: 'Only', EnteredTime: expect.stringMatching(/^\d{4}-.*Z$/), RetryCount: 0 },
    StateMachine: { Id: origin.stateMachineArn, Name: origin.stateMachineName },
  });
});

test('a machine that takes longer than its own time-out is timed out', async () => {
  const definition = { StartAt: 'Long', TimeoutSeconds: 1, States: { Long: task() } };
  harness.answer = () => new Promise(() => undefined);
  expect(await harness.run(definition)).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
});
