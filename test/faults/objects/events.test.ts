import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { totalOf } from '../../../domain/events/consumers';
import { eventWords } from '../../../domain/events/words';
import { bucketConsumers } from '../../../runtime/events/bucket-consumers';
import { countEvents } from '../../../runtime/events/count-events';
import { layoutBelow } from '../../../runtime/objects/rewind/layout';
import { planRewind } from '../../../runtime/objects/rewind/plan';
import { applyParts } from '../../../runtime/objects/rewind/rewind';
import { BucketNotificationsSwitch } from '../../../runtime/traffic/switches/bucket-notifications';
import { switchOf } from '../../../runtime/traffic/switches/switch';
import { BUCKET } from '../../runtime/objects/rewind/store-bed';
import { from, type RewindBed, rewindBed, T } from './rewind-bed';

const TRANSCRIBE = 'arn:aws:lambda:us-east-1:1:function:transcribe';
const CLEAN = 'arn:aws:sqs:us-east-1:1:clean';
const layout = layoutBelow('run/');

let bed: RewindBed;
beforeEach(async () => {
  bed = await rewindBed();
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
afterEach(() => bed.close());

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
  const consumers = await countEvents(bed.evidence, layout, await bucketConsumers(bed.client, BUCKET));
  await applyParts(engine, layout, counts);
  return consumers;
}

const heard = (to: string) => bed.told.filter((one) => one.to === to).length;

test('F91 a rewind calls the consumers of the bucket, exactly as often as was said', async () => {
  const counted = await rewound();
  expect([heard(TRANSCRIBE), heard(CLEAN), heard('EventBridge')]).toEqual([2, 1, 5]);
  expect(counted.map(totalOf)).toEqual([2, 1, 5]);
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
  expect(counted.map(({ kind }) => kind)).toEqual(['EventBridge']);
  await one.set(one.stateIn('open', prior));
  expect([heard(TRANSCRIBE), heard(CLEAN), heard('EventBridge')]).toEqual([0, 0, 5]);
  expect(await one.read()).toEqual(prior);
  expect((await bucketConsumers(bed.client, BUCKET)).map(({ kind }) => kind)).toEqual([
    'function',
    'queue',
    'EventBridge',
  ]);
});

test('a bucket that tells nothing of its events has no consumers', async () => {
  await notify({});
  const counted = await rewound();
  expect([counted, bed.told]).toEqual([[], []]);
});
