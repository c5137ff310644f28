import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { LocalRules } from '../../../local/aws/eventbridge-rules';
import { busRules } from '../../../runtime/events/bus-rules';
import { serve } from '../../local/aws/serve';

const TARGET = { id: 'f', arn: 'arn:aws:lambda:us-east-1:000000000000:function:f' };
const pattern = { source: ['aws.s3'] };

let rules: LocalRules;
let served: Awaited<ReturnType<typeof serve>>;
let client: EventBridgeClient;
beforeAll(async () => {
  rules = new LocalRules();
  served = await serve(rules);
  client = new EventBridgeClient(served.client);
});
beforeEach(() => rules.clear());
afterAll(() => served.close());

const found = async () => (await busRules(client, 'objects')).map(({ rule }) => rule?.arn.split('/').at(-1));

test('rules that hear of the bucket are found with what they start', async () => {
  rules.create({
    name: 'uploads',
    pattern: { ...pattern, detail: { bucket: { name: ['objects'] } } },
    targets: [TARGET],
  });
  expect(await busRules(client, 'objects')).toEqual([
    {
      ...{
        kind: 'rule',
        name: 'arn:aws:events:us-east-1:000000000000:rule/uploads',
        events: [],
        prefix: '',
        suffix: '',
      },
      rule: {
        arn: 'arn:aws:events:us-east-1:000000000000:rule/uploads',
        bucket: 'objects',
        pattern: '{"source":["aws.s3"],"detail":{"bucket":{"name":["objects"]}}}',
        targets: [TARGET.arn],
      },
    },
  ]);
});

test('what starts nothing on its events is none of them', async () => {
  rules.create({ name: 'off', pattern, targets: [TARGET], state: 'DISABLED' });
  rules.create({ name: 'no-targets', pattern });
  rules.create({ name: 'other-bus', pattern, targets: [TARGET], bus: 'mine' });
  rules.create({ name: 'nightly', targets: [TARGET] });
  rules.create({ name: 'other-bucket', pattern: { detail: { bucket: { name: ['other'] } } }, targets: [TARGET] });
  rules.create({ name: 'AwsBackupManagedRule', pattern, targets: [TARGET] });
  rules.managed.add('AwsBackupManagedRule');
  expect(await found()).toEqual([]);
});

test('the last of many is found, and the last of its targets', async () => {
  for (let i = 0; i < 250; i++) rules.create({ name: `rds-${i}`, pattern: { source: ['aws.rds'] }, targets: [TARGET] });
  const targets = Array.from({ length: 120 }, (_, i) => ({ ...TARGET, id: String(i) }));
  rules.create({ name: 'last', pattern, targets });
  expect(await found()).toEqual(['last']);
  expect((await busRules(client, 'objects'))[0]!.rule!.targets).toHaveLength(120);
});
