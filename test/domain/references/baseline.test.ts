import {
  BASELINE_REACH_HOURS,
  baselineBefore,
  baselineKey,
  brokenTwice,
  wasBroken,
} from '../../../domain/references/baseline';

const SOURCE = { identifier: 'pegasus', resourceId: 'db-1' };
const key = (takenAt: string) => baselineKey({ source: SOURCE, takenAt });
const one = { key: 'pegasus/a', row: 'lectures a (audio_path)' };
const other = { key: 'pegasus/b', row: 'lectures b (audio_path)' };

describe('the baseline of a target time', () => {
  const T = '2026-11-23T04:00:00Z';
  const at = (seconds: number) => key(`${new Date(Date.parse(T) + seconds * 1000).toISOString().slice(0, 19)}Z`);
  const reach = BASELINE_REACH_HOURS * 3600;

  test.each([
    ['of that second', 0, true],
    ['of the second after it: the incident may have broken what it names', 1, false],
    ['as old as it may be', -reach, true],
    ['older', -reach - 1, false],
  ])('%s', (_what, seconds, taken) => expect(baselineBefore([at(seconds)], T)).toBe(taken ? at(seconds) : undefined));

  test('is the newest of those', () => expect(baselineBefore([at(-7200), at(-3600), at(60)], T)).toBe(at(-3600)));
  test('is none where there is none', () => expect(baselineBefore([], T)).toBeUndefined());
});

test('broken is what both looks have seen so', () =>
  expect(brokenTwice([one, other], [{ ...other, row: 'lectures c (audio_path)' }, one])).toEqual([one]));

test('the very same row and object, and nothing else, was broken before', () => {
  const baseline = { version: 1 as const, takenAt: '', source: SOURCE, checked: 1, broken: [one] };
  expect([one, other, { ...one, row: other.row }, { ...one, key: other.key }].map(wasBroken(baseline))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect([one].map(wasBroken(undefined))).toEqual([false]);
});
