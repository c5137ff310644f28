import fc from 'fast-check';
import { compareKeys, isMultipart } from '../../../domain/objects/entry';

test('keys compare as their UTF-8 bytes do', () => {
  const key = fc.string({
    unit: fc.constantFrom('a', 'b', '/', '\u00e9', 'e\u0301', '\ue000', '\uffff', '\u{1f600}', '\u{10000}'),
  });
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 5_000 },
  );
});

test('an emoji comes behind the private use area, other than with `<`', () => {
  expect(compareKeys('\u{1f600}', '\uffff')).toBeGreaterThan(0);
  expect('\u{1f600}' < '\uffff').toBe(true);
});

test.each([
  ['"d41d8cd98f00b204e9800998ecf8427e-12"', true],
  ['d41d8cd98f00b204e9800998ecf8427e-1', true],
  ['"d41d8cd98f00b204e9800998ecf8427e"', false],
  ['', false],
])('the ETag %s', (etag, expected) => {
  expect(isMultipart({ etag })).toBe(expected);
});
