import { expect, test } from '@jest/globals';
import { fewerWrongThan, sayRecomputed } from '../../../domain/objects/recomputed';

/** Chance that none of the wrong ones is in the sample, by counting samples. */
function unseen(looked: number, of: number, wrong: number): number {
  let chance = 1;
  for (let n = 0; n < looked; n++) chance *= Math.max(0, of - wrong - n) / (of - n);
  return chance;
}

test.each([
  [1_000, 1_001],
  [1_000, 10_000],
  [1_000, 1_000_000],
  [59, 60],
  [1, 2],
  [1, 1_000],
])(
  '%d of %d: the bound is the first number of wrong ones that is missed once in twenty times at most',
  (looked, of) => {
    const bound = fewerWrongThan({ looked, of });
    expect(unseen(looked, of, bound)).toBeLessThanOrEqual(0.05);
    expect(unseen(looked, of, bound - 1)).toBeGreaterThan(0.05);
  },
);

test('all of them leave none to be wrong, none of them proves nothing', () => {
  expect([fewerWrongThan({ looked: 7, of: 7 }), fewerWrongThan({ looked: 0, of: 7 })]).toEqual([1, 8]);
});

test.each([
  [{ looked: 0, of: 0 }, 'no copies to compute again'],
  [{ looked: 3, of: 3 }, '3 of 3 copies computed again'],
  [
    { looked: 1_000, of: 100_000 },
    '1000 of 100000 copies, chosen at random, computed again: with 95 % certainty fewer than 298 are wrong',
  ],
])('%j in words', (recomputed, says) => expect(sayRecomputed(recomputed)).toBe(says));
