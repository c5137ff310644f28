import fc from 'fast-check';
import type { ObjectEntry } from '../../../domain/objects/entry';
import { matchedMoment } from '../../../domain/objects/moment';
import { type KeyState, stateAt } from '../../../domain/objects/state';

const T = Date.parse('2026-11-23T04:00:00Z');
const TIME = { kind: 'time', time: '2026-11-23T04:00:00Z' } as const;
const SNAPSHOT = { kind: 'snapshot', time: '2026-11-23T04:00:00Z' } as const;

/** What was done to one key and its row: milliseconds since the last thing was done, and how long this one took. */
const step = fc.record({
  pause: fc.integer({ min: 1, max: 900 }),
  does: fc.constantFrom('put', 'put', 'delete', 'parts'),
  takes: fc.integer({ min: 1, max: 400 }),
  row: fc.integer({ min: 1, max: 60 }),
});
const life = fc.record({
  begins: fc.integer({ min: -4000, max: 1500 }),
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  hasRow: fc.boolean(),
});
type Life = typeof life extends fc.Arbitrary<infer L> ? L : never;

interface Stored {
  readonly at: number;
  readonly entry: ObjectEntry;
}

/**
 * Brute force, in milliseconds from T: an object is stored before its row is committed, and deleted after it.
 * @param ahead so far the clock of the objects is ahead of the database's
 */
function replay({ begins, steps, hasRow }: Life, ahead = 0) {
  let now = begins;
  const stored: Stored[] = [];
  const rows: { at: number; there: boolean }[] = [];
  const store = (begun: number, kind: ObjectEntry['kind'], parts: boolean) => {
    const versionId = `v${stored.length}`;
    const lastModified = Math.floor((T + begun + ahead) / 1000) * 1000;
    const etag = kind === 'marker' ? '' : parts ? `"${versionId}-2"` : `"${versionId}"`;
    stored.push({
      at: now,
      entry: { key: 'k', kind, versionId, lastModified, isLatest: false, etag, size: stored.length },
    });
  };
  for (const { pause, does, takes, row } of steps) {
    now += pause;
    if (does === 'delete') {
      rows.push({ at: now, there: false });
      now += row;
      store(now, 'marker', false);
    } else {
      const begun = now;
      if (does === 'parts') now += takes;
      store(begun, 'version', does === 'parts');
      now += row;
      rows.push({ at: now, there: true });
    }
  }
  const newestFirst = stored.map(({ entry }) => entry).reverse() as [ObjectEntry, ...ObjectEntry[]];
  return {
    newestFirst,
    stored,
    /** The object at a moment in the database's time; a store that is asked in the very millisecond has it not yet. */
    objectAt: (moment: number) => idOf(stored.filter(({ at }) => at < moment).at(-1)?.entry),
    isReferencedAt: (moment: number) => hasRow && rows.filter(({ at }) => at <= moment).at(-1)?.there === true,
  };
}

const idOf = (entry: ObjectEntry | null | undefined) => (entry?.kind === 'version' ? entry.versionId : null);

/** What is taken when the rows have been asked, and whether the key is told as undecided. */
function settled({ wanted, ambiguous, overwritten }: KeyState, isReferenced: boolean) {
  const taken = { is: idOf(wanted), told: overwritten !== undefined };
  if (ambiguous === undefined) return taken;
  if (isReferenced) return { ...taken, told: taken.told || ambiguous.otherwise !== null };
  return ambiguous.withoutRow === 'unknown' ? { is: 'left alone', told: true } : { is: null, told: false };
}

const withoutParts = (given: Life): Life => ({
  ...given,
  steps: given.steps.map((one) => ({ ...one, does: one.does === 'parts' ? 'put' : one.does })),
});

const RUNS = { numRuns: 5_000 };

test('F88 random lives of a key, clocks alike: what is taken is what the key held to the millisecond', () => {
  fc.assert(
    fc.property(life, (given) => {
      const { newestFirst, objectAt, isReferencedAt } = replay(withoutParts(given));
      expect(settled(stateAt(newestFirst, matchedMoment(TIME)), isReferencedAt(0)).is).toBe(objectAt(0));
    }),
    RUNS,
  );
});

test('F88 an upload in parts is what the key held, or it is told', () => {
  fc.assert(
    fc.property(life, (given) => {
      const { newestFirst, objectAt, isReferencedAt } = replay(given);
      const { is, told } = settled(stateAt(newestFirst, matchedMoment(TIME)), isReferencedAt(0));
      if (!told) expect(is).toBe(objectAt(0));
    }),
    RUNS,
  );
});

test('F88 without uploads in parts exactly the keys are told that held two objects around and in second T', () => {
  fc.assert(
    fc.property(life, (given) => {
      const { newestFirst, stored, objectAt, isReferencedAt } = replay(withoutParts(given));
      const state = stateAt(newestFirst, matchedMoment(TIME));
      const { told } = settled(state, isReferencedAt(0));
      const within = stored.filter(({ at, entry }) => at >= 0 && at < 1000 && entry.kind === 'version');
      expect(told).toBe(objectAt(0) !== null && within.length > 0);
    }),
    RUNS,
  );
});

test('F88 clocks almost a second apart: a restored row has its object, one that the key held within two seconds of T', () => {
  fc.assert(
    fc.property(life, fc.integer({ min: -999, max: 999 }), (given, ahead) => {
      const { newestFirst, stored, objectAt, isReferencedAt } = replay(withoutParts(given), ahead);
      const { is } = settled(stateAt(newestFirst, matchedMoment(TIME)), isReferencedAt(0));
      if (isReferencedAt(0)) expect(is).not.toBeNull();
      const near = stored.filter(({ at }) => Math.abs(at) <= 2000).map(({ entry }) => idOf(entry));
      expect([objectAt(-2000), ...near]).toContain(is);
    }),
    RUNS,
  );
});

test('F88 a snapshot from anywhere inside the second of its date: a row has its object, the right one or it is told', () => {
  fc.assert(
    fc.property(life, fc.integer({ min: 0, max: 999 }), (given, moment) => {
      const { newestFirst, objectAt, isReferencedAt } = replay(withoutParts(given));
      const { is, told } = settled(stateAt(newestFirst, matchedMoment(SNAPSHOT)), isReferencedAt(moment));
      if (!isReferencedAt(moment)) return;
      expect(is).not.toBeNull();
      if (!told) expect(is).toBe(objectAt(moment));
    }),
    RUNS,
  );
});
