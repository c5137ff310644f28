import { beforeEach, expect, test } from '@jest/globals';
import { LocalQueues } from '../../../local/aws/queues';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f';

let enabled: boolean;
let fails: boolean;
/** How many messages each invocation had. */
let batches: number[];
let queues: LocalQueues;
let queue: string;
beforeEach(() => {
  enabled = false;
  fails = false;
  batches = [];
  queues = new LocalQueues(async (_arn, event) => {
    batches.push(JSON.parse(event).Records.length);
    return fails ? { error: { errorType: 'Error', errorMessage: 'no' } } : { payload: 'null' };
  });
  queue = queues.create('q');
  queues.attach(queue, { functionArn: FUNCTION, isEnabled: () => enabled });
});

test('messages wait while the mapping is disabled, and are read in batches once it is enabled', async () => {
  for (let i = 0; i < 12; i++) queues.send(queue, `message ${i}`);
  await queues.waitUntilStable();
  expect([queues.waiting(queue), batches]).toEqual([12, []]);
  enabled = true;
  queues.read(queue);
  await queues.waitUntilStable();
  expect([queues.waiting(queue), batches]).toEqual([0, [10, 2]]);
});

test('a batch that failed stays, and comes again', async () => {
  enabled = true;
  fails = true;
  queues.send(queue, 'one');
  await queues.waitUntilStable();
  expect(queues.waiting(queue)).toBe(1);
  fails = false;
  queues.send(queue, 'two');
  await queues.waitUntilStable();
  expect([queues.waiting(queue), batches]).toEqual([0, [1, 2]]);
});

test('what was purged is read by nothing, and a queue that there is not takes nothing', async () => {
  queues.send(queue, 'one');
  queues.purge(queue);
  enabled = true;
  queues.read(queue);
  await queues.waitUntilStable();
  expect(batches).toEqual([]);
  expect(() => queues.send(`${queue}2`, 'x')).toThrow('does not exist');
});
