import { expect, test } from '@jest/globals';
import { LocalEvents } from '../../../local/aws/eventbridge';
import { LocalRules } from '../../../local/aws/eventbridge-rules';
import type { Notification } from '../../../local/aws/s3/notifications';
import { deliver } from '../../../local/aws/s3-events';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:transcribe';
const MARKED = { event: 's3:ObjectRemoved:DeleteMarkerCreated', bucket: 'b', key: 'in/a b.mp3' } as const;

async function heard(to: Notification['to'], ruled = false): Promise<{ [field: string]: unknown }[]> {
  const invoked: { [field: string]: unknown }[] = [];
  const rules = new LocalRules();
  const events = new LocalEvents(rules, {
    invoke: async (_arn, text) => {
      invoked.push(JSON.parse(text));
      return { payload: 'null' };
    },
    publish: () => {},
    enqueue: (_arn, text) => void invoked.push(JSON.parse(text)),
    log: () => {},
  });
  const pattern = { source: ['aws.s3'], detail: { bucket: { name: ['b'] } } };
  if (ruled) rules.create({ name: 'uploads', pattern, targets: [{ id: 'f', arn: FUNCTION }] });
  deliver({ to, ...MARKED }, events);
  await events.waitUntilStable();
  return invoked;
}

test('a function is told in a record, with its key encoded as S3 does', async () => {
  const [event] = await heard(FUNCTION);
  expect(event).toMatchObject({
    Records: [
      { eventName: 'ObjectRemoved:DeleteMarkerCreated', s3: { bucket: { name: 'b' }, object: { key: 'in/a+b.mp3' } } },
    ],
  });
});

test('a rule of EventBridge is given the event as it is, and without a rule nothing is', async () => {
  expect(await heard('EventBridge')).toEqual([]);
  expect(await heard('EventBridge', true)).toMatchObject([
    {
      'detail-type': 'Object Deleted',
      detail: { object: { key: 'in/a b.mp3' }, 'deletion-type': 'Delete Marker Created' },
    },
  ]);
});

test('a queue is given the same record, as a message', async () => {
  const queue = 'arn:aws:sqs:us-east-1:000000000000:q';
  expect(await heard(queue)).toMatchObject([{ Records: [{ s3: { object: { key: 'in/a+b.mp3' } } }] }]);
});
