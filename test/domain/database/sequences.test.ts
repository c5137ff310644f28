import { expect, test } from '@jest/globals';
import { isBehind, planRaises, type SequenceFacts } from '../../../domain/database/sequences';

const facts = (next: string, largest: string | null, more: Partial<SequenceFacts> = {}): SequenceFacts => ({
  sequence: 'public.s',
  column: 'public.t.id',
  next,
  largest,
  increment: '1',
  maximum: '9223372036854775807',
  ...more,
});
const to = (sequence: SequenceFacts, gap: number) => planRaises([sequence], gap)[0]?.to;

test.each([
  ['one above the largest id', '8', false],
  ['the largest id itself', '7', true],
  ['below the largest id', '6', true],
])('F67: the next id is %s', (_what, next, behind) => expect(isBehind(facts(next, '7'))).toBe(behind));

test('ids beyond what a number holds are compared exactly', () =>
  expect(isBehind(facts('9007199254740993', '9007199254740993'))).toBe(true));

test('an empty column is not behind, nor is a sequence that goes down', () => {
  expect(isBehind(facts('1', null))).toBe(false);
  expect(isBehind(facts('-5', '7', { increment: '-1' }))).toBe(false);
});

test('without a gap only what is behind is raised, to the largest id', () => {
  expect(to(facts('3', '7'), 0)).toBe('7');
  expect(to(facts('8', '7'), 0)).toBeUndefined();
});

test('F67: with a gap every sequence jumps over it, from its last value or the largest id', () => {
  expect(to(facts('8', '7'), 1000)).toBe('1007');
  expect(to(facts('21', '7'), 1000)).toBe('1020');
  expect(to(facts('3', '7'), 1000)).toBe('1007');
  expect(to(facts('1', null), 1000)).toBe('1000');
});

test('never so far that nothing could be handed out any more', () => {
  expect(to(facts('8', '7', { maximum: '32767' }), 100_000)).toBe('32766');
  expect(to(facts('32767', '32766', { maximum: '32767' }), 100_000)).toBeUndefined();
});
