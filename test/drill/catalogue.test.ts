import { describe, expect, test } from '@jest/globals';
import { CatalogueArtist } from '../../local/drill/seed/catalogue';
import { HOSTILE_FILE_NAMES, longestKey } from '../../local/drill/seed/hostile-keys';
import { SeededRandom } from '../../local/drill/seeded-random';

const location = { bucket: 'b', prefix: 'pegasus/' };
const draw = (lectures: number, seed = 1) =>
  new CatalogueArtist(location, new Date('2026-11-23T04:00:00Z'), new SeededRandom(seed)).draw(lectures);

/** Every path that a row holds. */
const paths = (catalogue: ReturnType<typeof draw>) =>
  [...catalogue.rows.values()]
    .flat()
    .flatMap((row) => Object.values(row).filter((value) => typeof value === 'string' && value.startsWith('s3://')));

describe('the catalogue of a drill', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(draw(20)).toEqual(draw(20));
    expect(draw(20)).not.toEqual(draw(20, 2));
  });

  test('refers to nothing that it does not store', () => {
    const catalogue = draw(50);
    const current = catalogue.objects.filter(({ writes }) => writes.at(-1) !== null);
    const stored = new Set(current.map(({ key }) => `s3://b/${key}`));
    expect(paths(catalogue).length).toBeGreaterThan(100);
    expect(paths(catalogue).filter((path) => !stored.has(String(path)))).toEqual([]);
  });

  test('writes each key in one history only', () => {
    const keys = draw(50).objects.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('has all that makes a restore hard: hostile names, overwritten keys, keys that were deleted and written again', () => {
    const { objects } = draw(200);
    for (const name of HOSTILE_FILE_NAMES) expect(objects.map(({ key }) => key)).toContain(`pegasus/documents/${name}`);
    const shapes = new Set(objects.map(({ writes }) => writes.map((one) => (one ? 'put' : 'delete')).join(' ')));
    expect([...shapes].sort()).toEqual(['put', 'put delete', 'put delete put', 'put put']);
    expect(objects.some(({ writes }) => writes[0]?.body.length === 0)).toBe(true);
    expect(objects.some(({ key }) => !key.startsWith('pegasus/'))).toBe(true);
  });

  test('knows the longest key that S3 allows', () => {
    expect(Buffer.byteLength(longestKey('pegasus/ж/'))).toBe(1024);
  });

  test('can be of one lecture', () => {
    expect(draw(1).rows.get('lectures')).toHaveLength(1);
  });
});

describe('a sample of the dice', () => {
  test('takes each one once, and no more than there are', () => {
    expect(new SeededRandom(3).sample([1, 2, 3], 9).sort()).toEqual([1, 2, 3]);
    expect(new SeededRandom(3).sample([1, 2, 3], 2)).toHaveLength(2);
  });

  test('of nothing is nothing, a pick is an error', () => {
    expect(new SeededRandom(3).sample([], 1)).toEqual([]);
    expect(() => new SeededRandom(3).pick([])).toThrow('the list is empty');
  });
});
