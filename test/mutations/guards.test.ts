import { expect, test } from '@jest/globals';
import { choose, guardsOf, KINDS } from './guards';

const TEXT = `
export function limit(n: number): number {
  if (n < 3) return n;
  if (n === 5) n += 1;
  try {
    return ask(n);
  } catch (error) {
    if (error !== 'gone') throw error;
    return 0;
  }
}
export function refuse(): never {
  throw new Error('no');
}
`;

test('every kind of guard is found, and what neutralises it', () => {
  const mutated = guardsOf('limit.ts', TEXT).map(({ kind, line, start, end, replacement }) => [
    kind,
    (TEXT.slice(0, start) + replacement + TEXT.slice(end)).split('\n')[line - 1],
  ]);
  expect(mutated).toEqual([
    ['guard never true', '  if (false) return n;'],
    ['boundary moved', '  if (n <= 3) return n;'],
    ['catch emptied', '  } catch (error) {}'],
    ['throw removed', '  ;'],
  ]);
  expect(new Set(mutated.map(([kind]) => kind))).toEqual(new Set(KINDS));
});

test('the choice is the same each time, whatever the order, and takes two of one file', () => {
  const guards = ['a.ts', 'b.ts', 'c.ts'].flatMap((file) => guardsOf(file, TEXT));
  const chosen = choose(guards, 5);
  expect(chosen).toHaveLength(5);
  expect(choose([...guards].reverse(), 5)).toEqual(chosen);
  for (const { file } of chosen) expect(chosen.filter((one) => one.file === file).length).toBeLessThanOrEqual(2);
  expect(choose(guards, 100)).toHaveLength(6);
});

test('a `throw` in a function inside a catch block throws somewhere else', () => {
  const text = 'try { a(); } catch { later(() => { throw new Error(); }); }';
  expect(guardsOf('later.ts', text).map(({ kind }) => kind)).toEqual(['throw removed']);
});
