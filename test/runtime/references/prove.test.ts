import { describe, expect, test } from '@jest/globals';
import type { Baseline } from '../../../domain/references/baseline';
import type { PlannedKey } from '../../../domain/references/join';
import { prove } from '../../../runtime/references/prove';
import type { StoredReference } from '../../../runtime/references/sorted-rows';

interface Sides {
  readonly paths?: readonly StoredReference[];
  readonly objects?: readonly PlannedKey[];
  readonly rows?: number;
  readonly baseline?: Baseline;
  readonly notFound?: readonly string[];
}

const ROW = (name: string) => `lectures ${name} (audio_path)`;
const reference = { table: 'lectures', column: 'audio_path' };
const path = (name: string): StoredReference => ({ path: `s3://media/pegasus/${name}`, row: ROW(name), reference });
const object = (name: string, more: Partial<PlannedKey> = {}): PlannedKey => ({ key: `pegasus/${name}`, ...more });

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function joined({ paths = [], objects = [], rows = 10, baseline, notFound = [] }: Sides) {
  const proof: unknown[] = [];
  const proved = await prove({
    references: [{ table: 'lectures', column: 'audio_path' }],
    rows: {
      discover: async (references) => ({
        found:
          notFound.length > 0 ? [] : references.map((one) => ({ ...one, sqlTable: '', sqlColumn: '', sqlRow: '' })),
        notFound,
        missing: [],
        unreadable: [],
      }),
      count: async (found) => ({ counts: found.map(({ table }) => ({ table, rows })), unreadable: [] }),
      stream: () => each(paths),
    },
    location: { bucket: 'media', prefix: 'pegasus/' },
    state: each(objects),
    baseline,
    proof: { write: async (line) => void proof.push(line) },
  });
  return { ...proved, proof };
}

describe('references that are found', () => {
  test('are counted, and only the counts are written', async () => {
    const { counts, dangling, danglingBefore, vouchedFor, proof } = await joined({
      paths: [path('a'), path('b')],
      objects: [object('a'), object('b')],
    });
    expect(counts).toMatchObject({ rowsChecked: 10, checked: 2, found: 2, dangling: 0, orphaned: 0, elsewhere: 0 });
    expect([dangling, danglingBefore, [...vouchedFor]]).toEqual([[], [], []]);
    expect(proof).toEqual([{ finding: 'counts', ...counts }]);
  });

  test('vouch for an object that is ambiguous, and not for one that is not', async () => {
    const { counts, vouchedFor } = await joined({
      paths: [path('a'), path('b')],
      objects: [object('a', { ambiguous: true }), object('b'), object('c', { ambiguous: true })],
    });
    expect(counts).toMatchObject({ checked: 2, found: 1, ambiguous: 1, orphaned: 0 });
    expect([...vouchedFor]).toEqual(['pegasus/a']);
  });

  test('are not missed at objects without a row, which are counted apart; our own objects are not', async () => {
    const { counts, proof } = await joined({
      paths: [path('b')],
      objects: [object('.pegasus-backup/heartbeat.json'), object('a'), object('b')],
    });
    expect(counts).toMatchObject({ checked: 1, found: 1, orphaned: 1 });
    expect(proof).toContainEqual({ finding: 'orphaned', key: 'pegasus/a' });
  });
});

describe('references that dangle', () => {
  test('are a finding, not an error', async () => {
    const { counts, dangling, proof } = await joined({ paths: [path('a'), path('b')], objects: [object('a')] });
    expect(counts).toMatchObject({ checked: 2, found: 1, dangling: 1, danglingBefore: 0 });
    expect(dangling).toEqual([`${ROW('b')} → pegasus/b`]);
    expect(proof).toContainEqual({ finding: 'dangling', key: 'pegasus/b', row: ROW('b') });
  });

  test.each([9, 10, 11])('of %i of them at most ten are named, and all are in the proof', async (gone) => {
    const paths = Array.from({ length: gone }, (_, n) => path(String(n).padStart(2, '0')));
    const { counts, dangling, proof } = await joined({ paths });
    expect([counts.dangling, dangling.length, proof.length - 1]).toEqual([gone, Math.min(gone, 10), gone]);
  });

  const lost = { key: 'pegasus/b', row: ROW('b') };
  const baseline = (...broken: Baseline['broken']): Baseline => ({
    version: 1,
    takenAt: '2026-11-23T02:00:00Z',
    source: { identifier: 'pegasus', resourceId: 'db-1' },
    checked: 2,
    broken,
  });

  test('as in the baseline are told apart, and returned', async () => {
    const { counts, dangling, danglingBefore, proof } = await joined({
      paths: [path('a'), path('b')],
      objects: [object('a')],
      baseline: baseline(lost),
    });
    expect(counts).toMatchObject({ checked: 2, dangling: 0, danglingBefore: 1 });
    expect([dangling, danglingBefore]).toEqual([[], [lost]]);
    expect(proof).toContainEqual({ finding: 'dangling before', ...lost });
  });

  test('otherwise than in the baseline count as new', async () => {
    const { counts, danglingBefore } = await joined({
      paths: [path('b')],
      baseline: baseline({ ...lost, row: ROW('c') }),
    });
    expect([counts.dangling, counts.danglingBefore, danglingBefore]).toEqual([1, 0, []]);
  });
});

describe('nothing to prove', () => {
  test.each([
    ['without a row', { rows: 0 }, { tables: ['lectures'], tablesNotFound: [] }],
    ['without its tables', { notFound: ['lectures'] }, { tables: [], tablesNotFound: ['lectures'] }],
  ])('a database %s: all counts are 0, and no proof is written', async (_what, sides, tables) => {
    const { counts, proof } = await joined({ ...sides, objects: [object('a')] });
    expect(counts).toMatchObject({ rowsChecked: 0, checked: 0, found: 0, dangling: 0, orphaned: 0, ...tables });
    expect(proof).toEqual([]);
  });

  test('rows that all refer elsewhere: none is checked, each is in the proof', async () => {
    const elsewhere = { path: 's3://other/pegasus/a', row: ROW('a') };
    const { counts, proof } = await joined({ paths: [{ ...elsewhere, reference }], objects: [object('a')] });
    expect(counts).toMatchObject({ rowsChecked: 10, checked: 0, found: 0, dangling: 0, orphaned: 1, elsewhere: 1 });
    expect(proof).toContainEqual({ finding: 'elsewhere', ...elsewhere, why: 'in the bucket other' });
  });

  test('one row that refers to an object that is there is something', async () => {
    const { counts } = await joined({ rows: 1, paths: [path('a')], objects: [object('a')] });
    expect(counts).toMatchObject({ rowsChecked: 1, checked: 1, found: 1 });
  });
});
