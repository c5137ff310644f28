import { describe, expect, test } from '@jest/globals';
import { bytesDefect, defectBound, objectBytes, sampleSize } from '../../../domain/checks/object-bytes';

const MD5 = '900150983cd24fb0d6963f7d28e17f72';
const OTHER = 'd41d8cd98f00b204e9800998ecf8427e';
const planned = { key: 'a', size: 3, etag: `"${MD5}"` };
const read = { size: 3, md5: MD5, plainEtag: true };

describe('the bytes of one object', () => {
  test('are right when size and MD5 are', () => {
    expect(bytesDefect(planned, read)).toBeUndefined();
    expect(bytesDefect({ ...planned, etag: MD5.toUpperCase() }, read)).toBeUndefined();
  });

  test('F60: the same size and other bytes is a defect', () => {
    expect(bytesDefect(planned, { ...read, md5: OTHER })).toBe(
      `"a" has the right size and other bytes: MD5 ${OTHER} instead of ${MD5}`,
    );
  });

  test('a missing object and another size are defects', () => {
    expect(bytesDefect(planned, undefined)).toBe('"a" is missing');
    expect(bytesDefect(planned, { ...read, size: 4 })).toBe('"a" has 4 bytes instead of 3');
  });

  test.each([
    ['uploaded in parts', { ...planned, etag: `"${OTHER}-2"` }, read],
    ['encrypted with KMS', { ...planned, etag: OTHER }, { ...read, plainEtag: false }],
  ])('where the ETag is no MD5 (%s) the planned version decides', (_, object, found) => {
    expect(bytesDefect(object, found)).toBeUndefined();
    expect(bytesDefect(object, found, { ...found, md5: OTHER })).toContain('the right size and other bytes');
    expect(bytesDefect(object, found, found)).toBeUndefined();
  });
});

describe('the check of bytes', () => {
  test('of all objects needs no bound', () => {
    expect(objectBytes({ total: 3, read: 3, defects: [] })).toMatchObject({
      outcome: 'passed',
      observed: '3 of 3 objects read, all as they were',
    });
  });

  test('of bytes that nothing is known of says so; of nothing else it does not pass', () => {
    expect(objectBytes({ total: 3, read: 3, defects: [], bySizeAlone: 3 })).toMatchObject({
      outcome: 'not applicable',
      observed:
        'all 3 objects read, of 3, have the right size, and neither MD5 nor checksum to compare their bytes with',
    });
    expect(objectBytes({ total: 3, read: 3, defects: [], bySizeAlone: 2 })).toMatchObject({
      outcome: 'passed',
      observed:
        '3 of 3 objects read, 2 of them by their size alone, all as they were: at 95 % confidence fewer than 95 % are bad',
    });
    expect(objectBytes({ total: 3, read: 3, defects: ['d'], bySizeAlone: 3 }).outcome).toBe('failed');
  });

  test('of a sample says how many may still be bad: 299 without a defect, fewer than 1 %', () => {
    expect(defectBound(299)).toBe('1.0');
    expect(objectBytes({ total: 10_000, read: 299, defects: [] }).observed).toContain('fewer than 1.0 % are bad');
  });

  test.each([
    [1, 299],
    [0.15, 1996],
    [0.1, 2995],
  ])('for a bound of %f % needs %i objects', (percent, size) => {
    expect(sampleSize(percent)).toBe(size);
    expect(Number(defectBound(size))).toBeLessThanOrEqual(percent);
  });

  test.each([
    ['a bound that is reached', { percent: 1 }, 299, 'passed'],
    ['one object too few for it', { percent: 1 }, 298, 'unknown'],
    ['all, and all were read', 'all' as const, 5_000, 'passed'],
    ['all, and one was not', 'all' as const, 4_999, 'unknown'],
    ['nothing: what was read counts', undefined, 1, 'passed'],
  ])('asked for %s', (_what, wanted, read, outcome) =>
    expect(objectBytes({ total: 5_000, read, defects: [], wanted }).outcome).toBe(outcome),
  );

  test('a bound is reached when there are fewer objects than it needs and all were read', () =>
    expect(objectBytes({ total: 7, read: 7, defects: [], wanted: { percent: 1 } }).outcome).toBe('passed'));

  test('that came short says what it proves and what was asked for; a defect is one all the same', () => {
    const short = { total: 5_000, read: 100, wanted: { percent: 1 } };
    expect(objectBytes({ ...short, defects: [] }).observed).toBe(
      'only 100 of 5000 objects read in the time there was: at 95 % confidence fewer than 3.0 % are bad; 1 % was asked for',
    );
    expect(objectBytes({ ...short, defects: ['d'] }).outcome).toBe('failed');
  });

  test('says of how many that were too large its bound does not speak', () =>
    expect(objectBytes({ total: 5_000, read: 299, defects: [], tooLarge: 3 }).observed).toMatch(
      /fewer than 1.0 % are bad, but for 3 of the sample that were too large to read$/,
    ));

  test('is of what could be compared: the size alone proves no bytes', () => {
    const some = { total: 5, read: 5, bySizeAlone: 4, defects: [] };
    expect(objectBytes({ ...some, wanted: 'all' }).outcome).toBe('unknown');
    expect(
      objectBytes({ total: 100_000, read: 299, bySizeAlone: 298, defects: [], wanted: { percent: 1 } }),
    ).toMatchObject({
      outcome: 'unknown',
      observed: expect.stringContaining('fewer than 95 % are bad'),
    });
  });

  test('that read nothing has not passed', () => {
    expect(objectBytes({ total: 3, read: 0, defects: [] }).outcome).toBe('failed');
  });

  test('says nothing when there are no objects', () => {
    expect(objectBytes({ total: 0, read: 0, defects: [] }).outcome).toBe('not applicable');
  });

  test('names ten defects and counts the others', () => {
    const defects = Array.from({ length: 12 }, (_, i) => `d${i}`);
    const { outcome, observed } = objectBytes({ total: 12, read: 12, defects });
    expect(outcome).toBe('failed');
    expect(observed).toBe('d0; d1; d2; d3; d4; d5; d6; d7; d8; d9; and 2 more');
  });
});
