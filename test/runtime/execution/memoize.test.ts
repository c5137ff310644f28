import { expect, test } from '@jest/globals';
import { once } from '../../../runtime/execution/memoize';

test('everybody gets the answer of the one question', async () => {
  let asked = 0;
  const ask = once(async () => ++asked);
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  expect(await ask()).toBe(1);
});

test('everybody gets its error, too', async () => {
  let asked = 0;
  const ask = once(async () => {
    throw new Error(`asked ${++asked}`);
  });
  await expect(ask()).rejects.toThrow('asked 1');
  await expect(ask()).rejects.toThrow('asked 1');
});
