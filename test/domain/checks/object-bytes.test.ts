import { describe, expect, test } from '@jest/globals';
import { bytesDefect, defectBound, objectBytes } from '../../../domain/checks/object-bytes';

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

  test('of a sample says how many may still be bad: 299 without a defect, fewer than 1 %', () => {
    expect(defectBound(299)).toBe('1.0');
    expect(objectBytes({ total: 10_000, read: 299, defects: [] }).observed).toContain('fewer than 1.0 % are bad');
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
