import { describe, expect, test } from '@jest/globals';
import {
  isBehind,
  type KnownSequences,
  planRaises,
  type RaiseOptions,
  type SequenceFacts,
  sayRaised,
} from '../../../domain/database/sequences';

/** @param nearest id at or above the next one */
const facts = (
  next: string,
  largest: string | null = null,
  more: Partial<SequenceFacts> = {},
  nearest = largest !== null && BigInt(largest) >= BigInt(next) ? largest : null,
): SequenceFacts => ({
  sequence: 'public.s',
  next,
  increment: '1',
  maximum: '9223372036854775807',
  cycles: false,
  writable: true,
  columns: [{ column: 'public.t.id', largest, nearest }],
  ...more,
});
const RIGHT: KnownSequences = { next: new Map(), wrongBefore: new Set() };
const there = (next: string, more: Partial<KnownSequences> = {}): KnownSequences => ({
  ...RIGHT,
  next: new Map([['public.s', next]]),
  ...more,
});
const ON: RaiseOptions = { gap: 0, continued: true };
const planned = (sequence: SequenceFacts, source = RIGHT, options: Partial<RaiseOptions> = {}) =>
  planRaises([sequence], source, { ...ON, ...options });
const to = (...of: Parameters<typeof planned>) => planned(...of).raises[0]?.to;
const left = (...of: Parameters<typeof planned>) => planned(...of).left[0]?.why;

test.each([
  ['above the largest id', '8', false],
  ['the largest id itself', '7', true],
  ['below the largest id', '6', true],
])('F67: the next id is %s', (_what, next, behind) => expect(isBehind(facts(next, '7'))).toBe(behind));

test('ids beyond what a number holds are compared exactly', () =>
  expect(isBehind(facts('9007199254740993', '9007199254740993'))).toBe(true));

test('an empty column is not behind, nor is a sequence that goes down or in a circle', () => {
  expect(isBehind(facts('1'))).toBe(false);
  expect(isBehind(facts('-5', '7', { increment: '-1' }))).toBe(false);
  expect(isBehind(facts('5', '7', { cycles: true }))).toBe(false);
});

describe('F94 each goes on after what the source has handed out', () => {
  test.each([
    ['behind it', facts('8', '7'), '21', '20'],
    ['never used yet', facts('1'), '2', '1'],
    ['owned by no column', facts('8', null, { columns: [] }), '21', '20'],
    ['in blocks of 50', facts('101', null, { columns: [], increment: '50' }), '251', '201'],
    ['that takes turns with another', facts('8', '6', { increment: '2' }), '21', '20'],
    ['level with it', facts('21', '7'), '21', undefined],
    ['ahead of it', facts('30', '7'), '21', undefined],
  ])('%s', (_what, restored, next, expected) => expect(to(restored, there(next))).toBe(expected));

  test('not where that is switched off, and not one that the source no longer has', () => {
    expect(to(facts('8', '7'), there('21'), { continued: false })).toBeUndefined();
    expect(to(facts('8', '7'))).toBeUndefined();
  });

  test('also where its column holds a larger id of its own choosing', () => {
    const sentinel = facts('1003', '2147483647', { maximum: '2147483647' });
    const source = there('1041', { wrongBefore: new Set(['public.s']) });
    expect(planned(sentinel, source)).toEqual({
      raises: [{ sequence: 'public.s', to: '1040' }],
      left: [{ sequence: 'public.s', why: 'so it was in the source: public.t.id goes up to 2147483647' }],
    });
  });
});

describe('F94 one that is behind its own column', () => {
  test('F67 is raised where the source was right', () => expect(to(facts('3', '7'))).toBe('7'));

  test('is left where the source was the same, and where nothing says how it was', () => {
    const was = (wrongBefore: KnownSequences['wrongBefore']) => planned(facts('3', '7'), { ...RIGHT, wrongBefore });
    expect(was(new Set(['public.s']))).toEqual({
      raises: [],
      left: [{ sequence: 'public.s', why: 'so it was in the source: public.t.id goes up to 7' }],
    });
    expect(was(undefined)).toEqual({
      raises: [],
      left: [{ sequence: 'public.s', why: 'whether this was so in the source is not known: public.t.id goes up to 7' }],
    });
  });

  test('is raised above the largest of all columns that share it', () => {
    const columns = ['5', '9', '7'].map((id) => ({ column: `public.t${id}.id`, largest: id, nearest: id }));
    expect(to(facts('3', null, { columns }))).toBe('9');
  });

  test('is never raised to the end, in whatever way it got there', () => {
    const sentinel = facts('1003', '2147483647', { maximum: '2147483647' });
    expect(to(sentinel)).toBeUndefined();
    expect(left(sentinel)).toBe('nothing would be left to hand out after 2147483647: it ends at 2147483647');
    expect(to(facts('3', '32766', { maximum: '32767' }))).toBe('32766');
  });
});

test.each([
  ['counts down', facts('-5', '7', { increment: '-1' }), 'it counts down'],
  ['starts again', facts('5', '7', { cycles: true }), 'it starts again at its end'],
  ['may not be read', { ...facts('5'), next: null }, 'this user may not read it'],
  ['may not be set', facts('5', null, { writable: false }), 'this user may not set it; it should go on after 20'],
])('F94 one that %s is left, and said', (_what, sequence, why) => {
  expect(planned(sequence, there('21'))).toEqual({ raises: [], left: [{ sequence: 'public.s', why }] });
});

describe('a gap', () => {
  test('F67: every sequence jumps over it, from its last value, the largest id, or what the source handed out', () => {
    const gap = { gap: 1000 };
    expect(to(facts('8', '7'), RIGHT, gap)).toBe('1007');
    expect(to(facts('21', '7'), RIGHT, gap)).toBe('1020');
    expect(to(facts('3', '7'), RIGHT, gap)).toBe('1007');
    expect(to(facts('1'), RIGHT, gap)).toBe('1000');
    expect(to(facts('8', '7'), there('41'), gap)).toBe('1040');
  });

  test('for which there is no room is left out, not what is needed', () => {
    const small = facts('8', '7', { maximum: '32767' });
    expect(planned(small, RIGHT, { gap: 100_000 })).toEqual({ raises: [], left: [] });
    expect(to(small, there('41'), { gap: 100_000 })).toBe('40');
  });
});

test('of many the first are named, and how many more there are', () => {
  const raises = Array.from({ length: 25 }, (_, n) => ({ sequence: `s${n}`, to: '9' }));
  expect(sayRaised(raises)).toHaveLength(21);
  expect(sayRaised(raises).at(-1)).toBe('and 5 more (sequences.json)');
  expect(sayRaised(raises.slice(0, 20)).at(-1)).toBe('s19 to 9');
});
