import { expect, test } from '@jest/globals';
import type { EventConsumer } from '../../../domain/events/consumers';
import { bucketEvents } from '../../../domain/readiness/bucket-events';
import type { SwitchSpec } from '../../../domain/traffic/switches';

const FUNCTION: EventConsumer = {
  kind: 'function',
  name: 'arn:aws:lambda:eu-west-1:1:function:transcribe',
  events: ['s3:ObjectCreated:*'],
  prefix: '',
  suffix: '.mp3',
};
const ARN = 'arn:aws:events:eu-west-1:1:rule/uploads';
const RULE: EventConsumer = {
  ...{ kind: 'rule', name: ARN, events: [], prefix: '', suffix: '' },
  rule: { arn: ARN, bucket: 'objects', pattern: '{"source":["aws.s3"]}', targets: ['arn:aws:sqs:eu-west-1:1:q'] },
};
const DENIED: EventConsumer = {
  ...{ kind: 'EventBridge', name: 'default', events: ['s3:ObjectCreated:*'], prefix: '', suffix: '' },
  cause: 'not authorized to perform: events:ListRules',
};

const look = (consumers: readonly EventConsumer[], switches: readonly SwitchSpec[] = [], wanted: string[] = []) =>
  bucketEvents({ protectedLocation: { bucket: 'objects', prefix: 'pegasus/' }, consumers, switches, wanted });

test('F91 a consumer that is not held back is named, with the switch that would', () => {
  expect(look([FUNCTION, RULE])).toMatchObject({
    name: 'BucketEvents',
    outcome: 'failed',
    observed: expect.stringMatching(
      /^function .*:transcribe hears .*`TrafficSwitch\.bucketNotifications\(bucket\)`.*`wantedEventConsumers`; rule uploads \(to .*:q\) hears .*`TrafficSwitch\.rule\(rule\)`/,
    ),
  });
});

test('F91 all of them held back or wanted is ready, and counted', () => {
  const held = look(
    [FUNCTION, RULE],
    [
      { kind: 'bucket-notifications', bucket: 'objects' },
      { kind: 'rule', name: 'uploads' },
    ],
  );
  expect(held).toMatchObject({ outcome: 'passed', observed: '2 consumers: 2 held back by `traffic`, 0 wanted' });
  expect(look([FUNCTION, RULE], [], [FUNCTION.name, ARN])).toMatchObject({
    outcome: 'passed',
    observed: '2 consumers: 0 held back by `traffic`, 2 wanted',
  });
});

test.each<[string, readonly SwitchSpec[]]>([
  ['the notifications of another bucket', [{ kind: 'bucket-notifications', bucket: 'other' }]],
  [
    'the function alone: its events come later',
    [{ kind: 'lambda-function', functionName: 'transcribe', lowTrafficConcurrency: 1 }],
  ],
  ['a rule of the same name on another bus', [{ kind: 'rule', name: 'uploads', eventBus: 'mine' }]],
])('F91 %s does not hold it back', (_what, switches) => {
  expect(look([FUNCTION], switches).outcome).toBe('failed');
  expect(look([RULE], switches).outcome).toBe('failed');
});

test('what hears of nothing that a restore writes needs no switch', () => {
  const elsewhere = { ...FUNCTION, prefix: 'other/' };
  const uploads = { ...FUNCTION, events: ['s3:ObjectCreated:Put'] };
  for (const consumers of [[], [elsewhere, uploads]]) {
    expect(look(consumers)).toMatchObject({
      outcome: 'not applicable',
      observed: 'no function, queue, topic or rule hears of what is written to s3://objects/pegasus/',
    });
  }
});

test('F91 rules that may not be listed are unknown with the reason; beside one that is free, that has failed', () => {
  expect(look([DENIED])).toMatchObject({ outcome: 'unknown', observed: expect.stringContaining('events:ListRules') });
  const both = look([FUNCTION, DENIED]);
  expect(both.outcome).toBe('failed');
  expect(both.observed).toMatch(/transcribe.*events:ListRules/);
});
