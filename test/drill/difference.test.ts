import { describe, expect, test } from '@jest/globals';
import { difference, isEmpty, describe as say } from '../../local/drill/independent-check/difference';

const map = (entries: Record<string, string>) => new Map(Object.entries(entries));

describe('the look from outside', () => {
  test('finds what is missing, what is too much, and what is another', () => {
    const found = difference(map({ a: '1', b: '2', c: '3' }), map({ b: '2', c: 'x', d: '4' }));
    expect(found).toEqual({ compared: 3, missing: ['a'], unexpected: ['d'], changed: ['c'] });
    expect(isEmpty(found)).toBe(false);
    expect(say(found)).toBe('1 missing (a), 1 unexpected (d), 1 changed (c)');
  });

  test('finds nothing in what is equal', () => {
    const found = difference(map({ a: '1' }), map({ a: '1' }));
    expect(isEmpty(found)).toBe(true);
    expect(say(found)).toBe('as it was');
  });

  test('names three and counts the others', () => {
    const found = difference(map({ a: '', b: '', c: '', d: '' }), map({}));
    expect(say(found)).toBe('4 missing (a, b, c, …)');
  });
});
