import { AdaptiveLimit } from '../../../../runtime/objects/rewind/adaptive-limit';

/** Tasks that end when told. */
function tasks(limit: AdaptiveLimit, count: number) {
  const ends: (() => void)[] = [];
  const all = Array.from({ length: count }, () => limit.run(() => new Promise<void>((resolve) => ends.push(resolve))));
  return { running: () => ends.length, endOne: () => ends.shift()!(), all };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('no more run at once than allowed, and each end lets one in', async () => {
  const { running, endOne } = tasks(new AdaptiveLimit(3), 5);
  expect(running()).toBe(3);
  endOne();
  await turn();
  expect(running()).toBe(3);
});

test('complaints of one round count once', () => {
  const limit = new AdaptiveLimit(9);
  const { ticket } = limit;
  limit.throttled(ticket);
  limit.throttled(ticket);
  expect(limit.current).toBe(6);
  limit.throttled(limit.ticket);
  expect(limit.current).toBe(4);
});

test('it never stops altogether', () => {
  const limit = new AdaptiveLimit(2);
  for (let i = 0; i < 5; i++) limit.throttled(limit.ticket);
  expect(limit.current).toBe(1);
});

test('a full round of successes raises it by one, never over the maximum', () => {
  const limit = new AdaptiveLimit(3);
  limit.throttled(limit.ticket);
  expect(limit.current).toBe(2);
  limit.succeeded();
  expect(limit.current).toBe(2);
  limit.succeeded();
  expect(limit.current).toBe(3);
  for (let i = 0; i < 10; i++) limit.succeeded();
  expect(limit.current).toBe(3);
});

test('what waits is let in when the limit rises, and held back when it has fallen', async () => {
  const limit = new AdaptiveLimit(4);
  const { running, endOne } = tasks(limit, 6);
  limit.throttled(limit.ticket);
  endOne();
  endOne();
  await turn();
  expect(running()).toBe(2);
  for (let i = 0; i < 2; i++) limit.succeeded();
  await turn();
  expect(running()).toBe(3);
});

test('a failed task gives its place back', async () => {
  const limit = new AdaptiveLimit(1);
  await expect(limit.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(limit.run(async () => 'yes')).resolves.toBe('yes');
});
