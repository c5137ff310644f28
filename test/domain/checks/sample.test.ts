import { describe, expect, test } from '@jest/globals';
import { Sample } from '../../../domain/checks/sample';

function sampleOf(seed: string, size: number, names: readonly string[]): readonly string[] {
  const sample = new Sample<string>(seed, size);
  for (const name of names) sample.offer(name, name);
  return sample.items();
}

const names = Array.from({ length: 1_000 }, (_, i) => `object ${i}`);

describe('a random sample of a stream', () => {
  test('is the same for the same seed, whatever the order in which the stream comes', () => {
    expect(sampleOf('run-1', 20, names)).toEqual(sampleOf('run-1', 20, [...names].reverse()));
  });

  test('is another one for another seed', () => {
    expect(sampleOf('run-1', 20, names)).not.toEqual(sampleOf('run-2', 20, names));
  });

  test.each([0, 1, 19, 20, 21])('of 20 holds all of %i when there are no more', (length) => {
    const few = names.slice(0, length);
    expect(sampleOf('run-1', 20, few)).toHaveLength(Math.min(length, 20));
    expect(few).toEqual(expect.arrayContaining([...sampleOf('run-1', 20, few)]));
  });

  test('prefers no part of the stream', () => {
    const hits = new Array(10).fill(0);
    for (let seed = 0; seed < 100; seed++) {
      for (const name of sampleOf(String(seed), 20, names)) hits[Math.floor(Number(name.slice(7)) / 100)]++;
    }
    for (const hit of hits) expect(Math.abs(hit - 200)).toBeLessThan(70);
  });
});
