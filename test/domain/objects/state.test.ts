import fc from 'fast-check';
import type { ObjectEntry } from '../../../domain/objects/entry';
import { type KeyState, stateAt } from '../../../domain/objects/state';

const T = Date.parse('2026-11-23T04:00:00Z');
const SECOND = 1000;

/** Entries newest first; times in seconds relative to T. */
function entry(
  versionId: string,
  seconds: number,
  kind: 'version' | 'marker' = 'version',
  parts?: number,
): ObjectEntry {
  const etag = kind === 'marker' ? '' : parts === undefined ? `"${versionId}"` : `"${versionId}-${parts}"`;
  return { key: 'k', kind, versionId, lastModified: T + seconds * SECOND, isLatest: false, etag, size: 1 };
}

function at(...entries: [ObjectEntry, ...ObjectEntry[]]): KeyState {
  return stateAt(entries, { at: T });
}

test.each([
  ['one second before', -1, 'new'],
  ['in the very second', 0, 'new'],
  ['one second after', 1, 'old'],
])('a version stored %s T', (_, seconds, expected) => {
  expect(at(entry('new', seconds), entry('old', -10)).wanted?.versionId).toBe(expected);
});

test('of two entries in the second of T the one stored later is the state', () => {
  expect(at(entry('second', 0), entry('first', 0)).wanted?.versionId).toBe('second');
  expect(at(entry('m', 0, 'marker'), entry('v', 0)).wanted).toBeNull();
  expect(at(entry('v', 0), entry('m', 0, 'marker')).wanted?.versionId).toBe('v');
});

test('a key first stored after T did not exist', () => {
  expect(at(entry('v', 5)).wanted).toBeNull();
});

test('an upload in parts begun in the window before T is ambiguous, and says what else the key may have been', () => {
  const state = at(entry('parts', -60, 'version', 3), entry('old', -100));
  expect(state.wanted?.versionId).toBe('parts');
  expect(state.ambiguous?.otherwise?.versionId).toBe('old');
});

test.each([
  ['shorter than the window ago', -24 * 3600 + 1, true],
  ['exactly the window ago', -24 * 3600, false],
])('an upload in parts begun %s', (_, seconds, ambiguous) => {
  expect(at(entry('parts', seconds, 'version', 3)).ambiguous !== undefined).toBe(ambiguous);
});

test('an upload in parts is not ambiguous when something newer was stored before T', () => {
  const state = at(entry('new', -5), entry('parts', -60, 'version', 3));
  expect(state).toMatchObject({ wanted: { versionId: 'new' } });
  expect(state.ambiguous).toBeUndefined();
});

test('an upload in parts that lies above an entry from after T was completed after T', () => {
  const state = at(entry('parts', -60, 'version', 3), entry('late', 10), entry('old', -100));
  expect(state.wanted?.versionId).toBe('old');
  expect(state.ambiguous).toBeUndefined();
});

/** What was done to one key, in stored order: an upload in parts carries the time it was begun. */
const write = fc.record({
  gap: fc.integer({ min: 0, max: 4 }),
  kind: fc.constantFrom('put', 'put', 'delete', 'parts'),
  duration: fc.integer({ min: 0, max: 20 }),
});
const history = fc.record({
  writes: fc.array(write, { minLength: 1, maxLength: 12 }),
  until: fc.integer({ min: -2, max: 50 }),
});

/** Replays what happened, with the times at which it really happened. */
function replayed(given: { writes: { gap: number; kind: string; duration: number }[]; until: number }) {
  let now = 0;
  const writes = given.writes.map(({ gap, kind, duration }, i) => {
    now += gap;
    const listed = kind === 'parts' ? now - duration : now;
    const stored = entry(`v${i}`, listed, kind === 'delete' ? 'marker' : 'version', kind === 'parts' ? 2 : undefined);
    return { now, stored };
  });
  const truth = writes.filter((one) => one.now <= given.until).at(-1)?.stored;
  const newestFirst = writes.map(({ stored }) => stored).reverse() as [ObjectEntry, ...ObjectEntry[]];
  const wanted = truth?.kind === 'version' ? truth.versionId : null;
  return { newestFirst, wanted };
}

test('the state of random histories is what a replay up to T gives, or it is ambiguous and the replay is among the choices', () => {
  fc.assert(
    fc.property(history, (given) => {
      const { newestFirst, wanted } = replayed(given);
      const state = stateAt(newestFirst, { at: T + given.until * SECOND, multipartWindow: 21 * SECOND });
      if (state.ambiguous === undefined) expect(state.wanted?.versionId ?? null).toBe(wanted);
      else if (uploadsInParts(newestFirst) > 1) return;
      else expect([state.wanted?.versionId ?? null, state.ambiguous?.otherwise?.versionId ?? null]).toContain(wanted);
    }),
    { numRuns: 10_000 },
  );
});

test('without uploads in parts nothing is ever ambiguous', () => {
  fc.assert(
    fc.property(history, (given) => {
      const plain = {
        ...given,
        writes: given.writes.map((one) => ({ ...one, kind: one.kind === 'parts' ? 'put' : one.kind })),
      };
      const { newestFirst, wanted } = replayed(plain);
      const state = stateAt(newestFirst, { at: T + given.until * SECOND });
      expect([state.ambiguous, state.wanted?.versionId ?? null]).toEqual([undefined, wanted]);
    }),
    { numRuns: 10_000 },
  );
});

function uploadsInParts(entries: readonly ObjectEntry[]): number {
  return entries.filter(({ etag }) => etag.endsWith('-2"')).length;
}
