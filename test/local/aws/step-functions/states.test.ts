import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { never, type StatesHarness, startStates, stateMachine, task } from './harness';

let harness: StatesHarness;
beforeAll(async () => {
  harness = await startStates();
});
afterAll(() => harness.close());

const roleArn = 'arn:aws:iam::000000000000:role/restore';
const pass = JSON.stringify(stateMachine({ Only: { Type: 'Pass', Output: '{% $states.input.word %}', End: true } }));
const waits = JSON.stringify(stateMachine({ Only: task() }));
let count = 0;
const create = async (definition: string): Promise<string> => {
  count += 1;
  const { stateMachineArn } = await harness.client.send(
    new CreateStateMachineCommand({ name: `api-${count}`, definition, roleArn }),
  );
  return stateMachineArn ?? '';
};
const start = async (stateMachineArn: string, name?: string, input?: string): Promise<string> => {
  const { executionArn } = await harness.client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  return executionArn ?? '';
};

describe('the state machines', () => {
  test('are described exactly as they were created', async () => {
    const definition = `  ${pass}\n`;
    const described = await harness.client.send(
      new DescribeStateMachineCommand({ stateMachineArn: await create(definition) }),
    );
    expect(described.definition).toBe(definition);
    expect(described.roleArn).toBe(roleArn);
  });

  test('are the same when they are created twice alike, and refused when they differ', async () => {
    const input = { name: 'twice', definition: pass, roleArn };
    const first = await harness.client.send(new CreateStateMachineCommand(input));
    const second = await harness.client.send(new CreateStateMachineCommand(input));
    expect(second.stateMachineArn).toBe(first.stateMachineArn);
    const other = new CreateStateMachineCommand({ ...input, definition: waits });
    await expect(harness.client.send(other)).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
  });

  test('are refused with an invalid definition', async () => {
    await expect(create('{')).rejects.toMatchObject({ name: 'InvalidDefinition' });
  });
});

describe('an execution', () => {
  test('is described with its output when it has succeeded', async () => {
    const executionArn = await start(await create(pass), 'one', '{"word":"hello"}');
    await harness.states.execution(executionArn).finished;
    const described = await harness.client.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({ status: 'SUCCEEDED', output: '"hello"', input: '{"word":"hello"}', name: 'one' });
    expect(described.startDate).toBeInstanceOf(Date);
    expect(described.stopDate).toBeInstanceOf(Date);
  });

  test('is the same one when it is started again by name with the same input while it runs', async () => {
    harness.answer = () => never;
    const arn = await create(waits);
    const first = await start(arn, 'night', '{"a":1}');
    expect(await start(arn, 'night', '{"a":1}')).toBe(first);
    await expect(start(arn, 'night', '{"a":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  test('cannot be started again by name when it has ended', async () => {
    const arn = await create(pass);
    const first = await start(arn, 'night', '{"word":1}');
    await harness.states.execution(first).finished;
    await expect(start(arn, 'night', '{"word":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  test.each([['a/b'], ['a b'], ['a*'], ['x'.repeat(81)]])('cannot have the name %s', async (name) => {
    await expect(start(await create(pass), name)).rejects.toMatchObject({ name: 'InvalidName' });
  });

  test('takes an input of 262,144 bytes and not one more', async () => {
    const arn = await create(pass);
    const input = (bytes: number) => JSON.stringify({ word: 1, fill: 'x'.repeat(bytes - 20) });
    expect(Buffer.byteLength(input(262_144))).toBe(262_144);
    await start(arn, 'fits', input(262_144));
    await expect(start(arn, 'over', input(262_145))).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(start(arn, 'odd', 'no JSON')).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
  });

  test('is aborted from outside, and its history says so', async () => {
    harness.answer = () => never;
    const arn = await create(waits);
    const executionArn = await start(arn, 'stopped');
    await harness.client.send(new StopExecutionCommand({ executionArn, error: 'Operator', cause: 'changed my mind' }));
    const described = await harness.client.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({ status: 'ABORTED', error: 'Operator', cause: 'changed my mind' });
    const { events } = await harness.client.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }));
    expect(events?.[0]).toMatchObject({
      type: 'ExecutionAborted',
      executionAbortedEventDetails: { error: 'Operator' },
    });
  });

  test('is listed newest first, by status and page', async () => {
    const arn = await create(pass);
    for (const name of ['first', 'second', 'third']) {
      await harness.states.execution(await start(arn, name, '{"word":1}')).finished;
    }
    await harness.states.execution(await start(arn, 'fourth', '{}')).finished;
    const page = { stateMachineArn: arn, statusFilter: 'SUCCEEDED', maxResults: 2 } as const;
    const one = await harness.client.send(new ListExecutionsCommand(page));
    const two = await harness.client.send(new ListExecutionsCommand({ ...page, nextToken: one.nextToken }));
    expect(one.executions?.map(({ name }) => name)).toEqual(['third', 'second']);
    expect(two.executions?.map(({ name }) => name)).toEqual(['first']);
    expect(two.nextToken).toBeUndefined();
  });

  test('that nobody started does not exist', async () => {
    const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:a:b';
    await expect(harness.client.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
    });
  });
});

test('a task token that nobody issued is invalid for every answer', async () => {
  const taskToken = 'unknown';
  const answers = [
    harness.client.send(new SendTaskSuccessCommand({ taskToken, output: '1' })),
    harness.client.send(new SendTaskFailureCommand({ taskToken })),
    harness.client.send(new SendTaskHeartbeatCommand({ taskToken })),
  ];
  const names = (await Promise.allSettled(answers)).map((one) =>
    one.status === 'rejected' ? one.reason.name : 'fine',
  );
  expect(names).toEqual(['InvalidToken', 'InvalidToken', 'InvalidToken']);
});

test('what is not implemented answers 501 with the name of it', async () => {
  const stateMachineArn = await create(pass);
  await expect(harness.client.send(new UpdateStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
    name: 'NotImplemented',
    message: expect.stringContaining('UpdateStateMachine'),
    $metadata: { httpStatusCode: 501 },
  });
  await expect(
    harness.client.send(new DescribeStateMachineCommand({ stateMachineArn, includedData: 'METADATA_ONLY' })),
  ).rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('includedData') });
});
