import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { totalOf } from '../../../domain/events/consumers';
import { eventWords } from '../../../domain/events/words';
import { LocalEvents } from '../../../local/aws/eventbridge';
import { LocalRules } from '../../../local/aws/eventbridge-rules';
import { deliver } from '../../../local/aws/s3-events';
import { bucketConsumers } from '../../../runtime/events/bucket-consumers';
import { countEvents } from '../../../runtime/events/count-events';
import { layoutBelow } from '../../../runtime/objects/rewind/layout';
import { planRewind } from '../../../runtime/objects/rewind/plan';
import { applyParts } from '../../../runtime/objects/rewind/rewind';
import { BucketNotificationsSwitch } from '../../../runtime/traffic/switches/bucket-notifications';
import { switchOf } from '../../../runtime/traffic/switches/switch';
import { serve } from '../../local/aws/serve';
import { BUCKET } from '../../runtime/objects/rewind/store-bed';
import { from, type RewindBed, rewindBed, T } from './rewind-bed';

const TRANSCRIBE = 'arn:aws:lambda:us-east-1:1:function:transcribe';
const CLEAN = 'arn:aws:sqs:us-east-1:1:clean';
const INDEX = 'arn:aws:lambda:us-east-1:000000000000:function:index';
const layout = layoutBelow('run/');

let bed: RewindBed;
let rules: LocalRules;
let bus: Awaited<ReturnType<typeof serve>>;
beforeEach(async () => {
  bed = await rewindBed();
  rules = new LocalRules();
  bus = await serve(rules);
  for (const name of ['a.mp3', 'b.mp3', 'c.txt']) {
    bed.seedKey(`in/${name}`, { body: 'old', ...from(-60) }, { body: 'new', ...from(60) });
  }
  bed.seedKey('in/late.mp3', { body: 'late', ...from(60) });
  bed.seedKey('out/d.mp3', { body: 'old', ...from(-60) }, { body: 'new', ...from(60) });
  await notify({
    LambdaFunctionConfigurations: [
      { Id: 'uploads', LambdaFunctionArn: TRANSCRIBE, Events: ['s3:ObjectCreated:*'], Filter: filter('in/', '.mp3') },
    ],
    QueueConfigurations: [{ Id: 'gone', QueueArn: CLEAN, Events: ['s3:ObjectRemoved:*'] }],
    EventBridgeConfiguration: {},
  });
});
afterEach(async () => {
  await bus.close();
  await bed.close();
});

const filter = (prefix: string, suffix: string) => ({
  Key: {
    FilterRules: [
      { Name: 'prefix' as const, Value: prefix },
      { Name: 'suffix' as const, Value: suffix },
    ],
  },
});
const notify = (
  NotificationConfiguration: PutBucketNotificationConfigurationCommand['input']['NotificationConfiguration'],
) => bed.client.send(new PutBucketNotificationConfigurationCommand({ Bucket: BUCKET, NotificationConfiguration }));

/** Plans, counts, and carries out. @returns the events of each consumer, as counted */
async function rewound() {
  const engine = bed.engine();
  const { counts } = await planRewind({ ...engine, hasTime: () => true }, { layout, at: T, listers: 1, resume: false });
  const found = await bucketConsumers(bed.client, BUCKET, new EventBridgeClient(bus.client));
  const consumers = await countEvents(bed.evidence, layout, found);
  await applyParts(engine, layout, counts);
  return consumers;
}

/** Rules of EventBridge that match on their way to INDEX; what another rule is for is told nothing. */
function rule(name: string, detail: object): void {
  rules.create({ name, pattern: { source: ['aws.s3'], detail }, targets: [{ id: 'index', arn: INDEX }] });
}

/** How often the rules, as they are now, call for what the bucket has told EventBridge. */
async function called(): Promise<number> {
  let calls = 0;
  const invoke = async () => {
    calls++;
    return { payload: 'null' };
  };
  const events = new LocalEvents(rules, { invoke, publish: () => {}, enqueue: () => {}, log: () => {} });
  for (const one of bed.told) if (one.to === 'EventBridge') deliver(one, events);
  await events.waitUntilStable();
  return calls;
}

const heard = (to: string) => bed.told.filter((one) => one.to === to).length;

test('F91 a rewind calls the consumers of the bucket, exactly as often as was said', async () => {
  const counted = await rewound();
  expect([heard(TRANSCRIBE), heard(CLEAN)]).toEqual([2, 1]);
  expect(counted.map(totalOf)).toEqual([2, 1]);
  const words = eventWords(counted, 'raised');
  expect(words[0]).toMatch(new RegExp(`^function ${TRANSCRIBE}: raised 2 events \\(2 × s3:ObjectCreated:Copy\\);`));
  expect(words[1]).toMatch(/^queue .*raised 1 events \(1 × s3:ObjectRemoved:DeleteMarkerCreated\).*purge-queue/);
});

test('F91 held back, a function and a queue hear nothing, not even later; then all is as it was', async () => {
  const one = switchOf(new BucketNotificationsSwitch({ kind: 'bucket-notifications', bucket: BUCKET }, bed.client));
  const prior = JSON.parse(JSON.stringify(await one.read()));
  await one.set(one.stateIn('frozen', prior));
  expect(await one.awaits(one.stateIn('frozen', prior))).toBeUndefined();
  const counted = await rewound();
  expect(counted).toEqual([]);
  await one.set(one.stateIn('open', prior));
  expect([heard(TRANSCRIBE), heard(CLEAN), heard('EventBridge')]).toEqual([0, 0, 5]);
  expect(await one.read()).toEqual(prior);
  const after = await bucketConsumers(bed.client, BUCKET, new EventBridgeClient(bus.client));
  expect(after.map(({ kind }) => kind)).toEqual(['function', 'queue']);
});

test.each<[string, object, number]>([
  ['of this bucket', { bucket: { name: [BUCKET] } }, 5],
  ['of copies below a prefix', { object: { key: [{ prefix: 'in/' }] }, reason: ['CopyObject'] }, 3],
  ['of a suffix, or of markers', { $or: [{ object: { key: [{ suffix: '.txt' }] } }, { reason: ['DeleteObject'] }] }, 2],
  ['of any key but', { object: { key: [{ 'anything-but': { prefix: 'in/' } }] } }, 1],
])('F91 a rule of EventBridge is called as often as was said: %s', async (_what, detail, events) => {
  rule('uploads', detail);
  const counted = await rewound();
  const [said] = eventWords(counted.slice(2), 'raised');
  expect([totalOf(counted.at(-1)!), await called()]).toEqual([events, events]);
  expect(said).toMatch(new RegExp(`^rule uploads \\(to ${INDEX}\\): raised ${events} events \\(`));
});

test('F91 a rule of another bucket is not said to be called, nor is a disabled one', async () => {
  rule('other', { bucket: { name: ['other'] } });
  rules.create({ name: 'off', pattern: {}, targets: [{ id: 'index', arn: INDEX }], state: 'DISABLED' });
  expect((await rewound()).map(({ kind }) => kind)).toEqual(['function', 'queue']);
  expect(await called()).toBe(0);
});

test('F91 a pattern that asks for what is not known before is called no more often than was said', async () => {
  rule('large', { requester: ['123456789012'] });
  const [said] = eventWords((await rewound()).slice(2), 'raises');
  expect(said).toMatch(/^rule large .*: raises at most 5 events/);
  expect(await called()).toBe(0);
});

test('F91 rules that may not be listed: the events are counted, and which rules match is said to be unknown', async () => {
  rules.denied = 'not authorized to perform: events:ListRules';
  const [said] = eventWords((await rewound()).slice(2), 'raised');
  expect(said).toMatch(/^EventBridge default \(which of its rules match is unknown: .*ListRules\): raised 5 events/);
});

test('a bucket that tells nothing of its events has no consumers', async () => {
  await notify({});
  const counted = await rewound();
  expect([counted, bed.told]).toEqual([[], []]);
});
