import fc from 'fast-check';
import { compareKeys, SortedKeys } from '../../../../local/aws/s3/keys';

const bytewise = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });

describe('the order of keys', () => {
  test('is that of their UTF-8 bytes', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(bytewise(a, b));
      }),
    );
  });

  test('puts U+10000 behind U+E000, where JavaScript would not', () => {
    expect(compareKeys('\u{10000}', '\ue000')).toBeGreaterThan(0);
    expect('\u{10000}' < '\ue000').toBe(true);
  });
});

describe('sorted keys', () => {
  test('are in order whatever the order they came in, and lose what is removed', () => {
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 30 }), fc.nat(30), (keys, removals) => {
        const sorted = new SortedKeys();
        for (const [index, one] of keys.entries()) {
          sorted.add(one);
          if (index % 7 === 0) sorted.inOrder();
        }
        for (const one of keys.slice(0, removals)) sorted.remove(one);
        expect(sorted.inOrder()).toEqual(keys.slice(removals).sort(bytewise));
      }),
    );
  });

  test('find the first key behind a prefix', () => {
    const sorted = new SortedKeys();
    for (const one of ['a', 'b/1', 'b/2', 'b0', 'c']) sorted.add(one);
    expect(sorted.firstBeyond('b/')).toBe(3);
    expect(sorted.firstBeyond('zzz')).toBe(5);
    expect(sorted.firstAtOrAfter('b/')).toBe(1);
  });
});
