import { DescribeTasksCommand, type ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import { RestoreTasks } from '../../../../runtime/database/self-managed/restore-tasks';

const ENVIRONMENT = {
  cluster: 'pegasus',
  restoreTask: 'arn:restore:1',
  subnets: ['subnet-1'],
  securityGroups: ['sg-1'],
};

function tasks(answer: () => object) {
  const sent: unknown[] = [];
  const send = async (command: unknown) => {
    sent.push(command);
    return answer();
  };
  return { sent, tasks: new RestoreTasks({ send: send as ECSClient['send'] }, ENVIRONMENT) };
}
const named = (name: string) => () => {
  throw Object.assign(new Error('said ECS'), { name });
};

test('the same restore has the same token, whatever the order of its variables; another has another', async () => {
  const { sent, tasks: started } = tasks(() => ({ tasks: [{ taskArn: 'arn:task' }] }));
  await started.start('pegasus-1-a1', { A: '1', B: '2' }, { run: 'r1' });
  await started.start('pegasus-1-a1', { B: '2', A: '1' }, { run: 'r1' });
  await started.start('pegasus-1-a1', { A: '1', B: '2' }, { run: 'r2' });
  const tokens = sent.map((command) => (command instanceof RunTaskCommand ? command.input.clientToken : undefined));
  expect(tokens[0]).toHaveLength(64);
  expect(tokens[1]).toBe(tokens[0]);
  expect(tokens[2]).not.toBe(tokens[0]);
});

test('F23: a task for which there is no capacity is tried again, with the reason', async () => {
  const { tasks: full } = tasks(() => ({ failures: [{ reason: 'RESOURCE:FARGATE', detail: 'no capacity' }] }));
  await expect(full.start('pegasus-1-a1', {}, {})).rejects.toMatchObject({
    name: 'Retryable',
    message: expect.stringContaining('RESOURCE:FARGATE: no capacity'),
  });
});

test.each([
  ['F22', 'ThrottlingException', 'Retryable'],
  ['F30', 'AccessDeniedException', 'DatabaseRefused'],
  ['a name nobody knows', 'SomethingElse', 'DatabaseRefused'],
])('%s: %s is %s', async (_, name, expected) => {
  await expect(tasks(named(name)).tasks.look('arn:task')).rejects.toMatchObject({ name: expected });
});

test.each([
  ['running', { tasks: [{ lastStatus: 'PENDING' }] }, { outcome: 'running' }],
  ['ended well', { tasks: [{ lastStatus: 'STOPPED', containers: [{ exitCode: 0 }] }] }, { outcome: 'succeeded' }],
  ['failed', { tasks: [{ lastStatus: 'STOPPED', containers: [{ exitCode: 65 }] }] }, { outcome: 'failed' }],
  ['F31: forgotten', { failures: [{ reason: 'MISSING' }] }, { outcome: 'failed' }],
])('a task that is %s', async (_, answer, expected) => {
  const { sent, tasks: looked } = tasks(() => answer);
  expect(await looked.look('arn:task')).toMatchObject(expected);
  expect(sent[0]).toBeInstanceOf(DescribeTasksCommand);
});
