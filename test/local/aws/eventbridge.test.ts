import { LocalEvents } from '../../../local/aws/eventbridge';
import type { Outcome } from '../../../local/aws/lambda/invocation';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:t';
const event = (status: string) => ({
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: { status, stateMachineArn: 'm' },
});
const pattern = { source: ['aws.states'], detail: { status: ['FAILED', 'ABORTED'], stateMachineArn: ['m'] } };

function events(answer: () => Outcome = () => ({ payload: 'null' })) {
  const invoked: unknown[] = [];
  const published: unknown[] = [];
  const lines: string[] = [];
  const local = new LocalEvents({
    invoke: async (_arn, text) => {
      invoked.push(JSON.parse(text).detail.status);
      return answer();
    },
    publish: (arn, text) => void published.push([arn, JSON.parse(text).detail.status]),
    log: (line) => void lines.push(line),
  });
  return { local, invoked, published, lines };
}

test('an event goes to every target of the rules that it matches', async () => {
  const { local, invoked, published } = events();
  local.addRule(pattern, [{ arn: FUNCTION }, { arn: TOPIC }]);
  local.addRule({ source: ['aws.rds'] }, [{ arn: TOPIC }]);
  local.put(event('ABORTED'));
  local.put(event('SUCCEEDED'));
  await local.waitUntilStable();
  expect([invoked, published]).toEqual([['ABORTED'], [[TOPIC, 'ABORTED']]]);
});

test('a function that fails is invoked again twice, and then said to have failed', async () => {
  const { local, invoked, lines } = events(() => ({ error: { errorType: 'Error', errorMessage: 'no' } }));
  local.addRule(pattern, [{ arn: FUNCTION }]);
  local.put(event('FAILED'));
  await local.waitUntilStable();
  expect(invoked).toHaveLength(3);
  expect(lines).toEqual([expect.stringContaining('did not reach')]);
});

test('what this machine would not do justice to is refused', () => {
  const { local } = events();
  expect(() => local.addRule({ detail: { name: [{ prefix: 'x' }] } }, [])).toThrow('more than a list of values');
  expect(() => local.addRule(pattern, [{ arn: 'arn:aws:sqs:us-east-1:0:q' }])).toThrow(
    'neither a function nor a topic',
  );
});

test.each([
  ['one of them failed', { containers: [{ exitCode: 0 }, { exitCode: 1 }] }, true],
  ['all of them ended well', { containers: [{ exitCode: 0 }, { exitCode: 0 }] }, false],
  ['they have not ended', { containers: [{}, {}] }, false],
  ['none was ever started', { containers: [{}], stopCode: 'TaskFailedToStart' }, true],
])('a list of containers of which %s', async (_what, detail, told) => {
  const { local, published } = events();
  const failed = [{ stopCode: ['TaskFailedToStart'] }, { containers: { exitCode: [{ 'anything-but': [0] }] } }];
  local.addRule({ source: ['aws.ecs'], detail: { $or: failed } }, [{ arn: TOPIC }]);
  local.put({ source: 'aws.ecs', 'detail-type': 'ECS Task State Change', detail });
  await local.waitUntilStable();
  expect(published).toHaveLength(told ? 1 : 0);
});

test('a target may be told something else than the event', async () => {
  const { local, published } = events();
  local.addRule(pattern, [{ arn: TOPIC, input: JSON.stringify({ detail: { status: 'what to do' } }) }]);
  local.put(event('FAILED'));
  await local.waitUntilStable();
  expect(published).toEqual([[TOPIC, 'what to do']]);
});
