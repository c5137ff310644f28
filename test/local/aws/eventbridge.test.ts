import type { Pattern } from '../../../local/aws/event-pattern';
import { LocalEvents } from '../../../local/aws/eventbridge';
import { LocalRules } from '../../../local/aws/eventbridge-rules';
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
  const rules = new LocalRules();
  const addRule = (pattern: Pattern, targets: readonly { arn: string; input?: string }[]) =>
    rules.create({
      name: `rule-${rules.enabled().length}`,
      pattern,
      targets: targets.map((one, index) => ({ id: String(index), ...one })),
    });
  const local = new LocalEvents(rules, {
    invoke: async (_arn, text) => {
      invoked.push(JSON.parse(text).detail.status);
      return answer();
    },
    enqueue: (arn, text) => void published.push([arn, JSON.parse(text).detail.status]),
    publish: (arn, text) => void published.push([arn, JSON.parse(text).detail.status]),
    log: (line) => void lines.push(line),
  });
  return { local, rules, addRule, invoked, published, lines };
}

test('an event goes to every target of the rules that it matches', async () => {
  const { local, addRule, invoked, published } = events();
  addRule(pattern, [{ arn: FUNCTION }, { arn: TOPIC }]);
  addRule({ source: ['aws.rds'] }, [{ arn: TOPIC }]);
  local.put(event('ABORTED'));
  local.put(event('SUCCEEDED'));
  await local.waitUntilStable();
  expect([invoked, published]).toEqual([['ABORTED'], [[TOPIC, 'ABORTED']]]);
});

test('a function that fails is invoked again twice, and then said to have failed', async () => {
  const { local, addRule, invoked, lines } = events(() => ({ error: { errorType: 'Error', errorMessage: 'no' } }));
  addRule(pattern, [{ arn: FUNCTION }]);
  local.put(event('FAILED'));
  await local.waitUntilStable();
  expect(invoked).toHaveLength(3);
  expect(lines).toEqual([expect.stringContaining('did not reach')]);
});

test('what this machine would not do justice to is refused', () => {
  const { addRule } = events();
  expect(() => addRule({ detail: { size: [{ numeric: ['>', 0] }] } }, [])).toThrow('does not know');
  expect(() => addRule(pattern, [{ arn: 'arn:aws:kinesis:us-east-1:0:stream/s' }])).toThrow(
    'no function, queue or topic',
  );
});

test.each([
  ['one of them failed', { containers: [{ exitCode: 0 }, { exitCode: 1 }] }, true],
  ['all of them ended well', { containers: [{ exitCode: 0 }, { exitCode: 0 }] }, false],
  ['they have not ended', { containers: [{}, {}] }, false],
  ['none was ever started', { containers: [{}], stopCode: 'TaskFailedToStart' }, true],
])('a list of containers of which %s', async (_what, detail, told) => {
  const { local, addRule, published } = events();
  const failed = [{ stopCode: ['TaskFailedToStart'] }, { containers: { exitCode: [{ 'anything-but': [0] }] } }];
  addRule({ source: ['aws.ecs'], detail: { $or: failed } }, [{ arn: TOPIC }]);
  local.put({ source: 'aws.ecs', 'detail-type': 'ECS Task State Change', detail });
  await local.waitUntilStable();
  expect(published).toHaveLength(told ? 1 : 0);
});

test('a target may be told something else than the event', async () => {
  const { local, addRule, published } = events();
  addRule(pattern, [{ arn: TOPIC, input: JSON.stringify({ detail: { status: 'what to do' } }) }]);
  local.put(event('FAILED'));
  await local.waitUntilStable();
  expect(published).toEqual([[TOPIC, 'what to do']]);
});

test('a rule that is disabled, or on another bus, delivers nothing, and what it misses does not come later', async () => {
  const { local, rules, published } = events();
  const one = { pattern, targets: [{ id: 't', arn: TOPIC }] };
  rules.create({ ...one, name: 'off', state: 'DISABLED' });
  rules.create({ ...one, name: 'elsewhere', bus: 'mine' });
  local.put(event('FAILED'));
  rules.create({ ...one, name: 'off' });
  await local.waitUntilStable();
  expect(published).toEqual([]);
  local.put(event('FAILED'));
  await local.waitUntilStable();
  expect(published).toHaveLength(1);
});

test.each([
  [{ prefix: 'in/' }, ['in/a.mp3', 'in/x/b.mp3']],
  [{ suffix: 'b.mp3' }, ['in/x/b.mp3']],
  [{ wildcard: 'in/*/*.mp3' }, ['in/x/b.mp3']],
  [{ wildcard: '*.mp4' }, []],
  [{ 'equals-ignore-case': 'IN/A.mp3' }, ['in/a.mp3']],
  [{ 'anything-but': { prefix: 'in/x' } }, ['in/a.mp3', 'out/c']],
  [{ exists: false }, []],
])('a pattern may ask of a text %j', async (condition, wanted) => {
  const { local, addRule, published } = events();
  addRule({ detail: { status: [condition] } }, [{ arn: TOPIC }]);
  for (const status of ['in/a.mp3', 'in/x/b.mp3', 'out/c']) local.put(event(status));
  await local.waitUntilStable();
  expect(published).toEqual(wanted.map((status) => [TOPIC, status]));
});
