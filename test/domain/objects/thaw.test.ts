import { thaw } from '../../../domain/arguments/thaw';
import {
  assertCanThaw,
  estimateThaw,
  LONGEST_PATIENCE_HOURS,
  patienceMinutes,
  sayThaws,
} from '../../../domain/objects/thaw';
import { THAW_TIERS } from '../../../domain/workflow/workflow';

const GIB = 1024 ** 3;
const GLACIER = { GLACIER: { objects: 2_000, bytes: 100 * GIB } };
const DEEP = { DEEP_ARCHIVE: { objects: 1_000, bytes: 10 * GIB } };
const TIERED = { ARCHIVE_ACCESS: { objects: 1_000, bytes: 10 * GIB } };

test.each([
  ['standard', { tier: 'standard', days: 7 }],
  ['Bulk:14', { tier: 'bulk', days: 14 }],
  ['expedited:1', { tier: 'expedited', days: 1 }],
])('F51 `%s`', (text, expected) => expect(thaw(text)).toEqual(expected));

test.each(['', '7', 'slow', 'standard:', 'standard:0', 'standard:367', 'standard:1.5', 'standard 7', ' standard'])(
  'F51 %j is refused',
  (text) => expect(() => thaw(text)).toThrow(/must be/),
);

test('F51 hours and dollars are those of the slowest archive and of all of them', () => {
  // 2 × $0.05 + 100 × ($0.01 + $0.023 × 7 / 30), then 1 × $0.10 + 10 × ($0.02 + $0.023 × 7 / 30)
  const { minutes, dollars } = estimateThaw({ ...GLACIER, ...DEEP }, thaw('standard'))!;
  expect(minutes).toEqual([9 * 60, 12 * 60]);
  expect(dollars).toBeCloseTo(0.1 + 1 + 0.536_667 + 0.1 + 0.2 + 0.053_667, 4);
});

test('F51 from a tier of INTELLIGENT_TIERING only the expedited thaw costs', () => {
  expect(estimateThaw(TIERED, thaw('standard'))).toMatchObject({ dollars: 0 });
  expect(estimateThaw(TIERED, thaw('expedited'))!.dollars).toBeCloseTo(10.3);
});

test('F51 a tier that an archive does not have is refused with those that it has', () => {
  expect(estimateThaw({ ...GLACIER, ...DEEP }, thaw('expedited'))).toBeUndefined();
  expect(() => assertCanThaw({ ...GLACIER, ...DEEP }, thaw('expedited'))).toThrow(
    /`thaw` is expedited.*those in DEEP_ARCHIVE cannot.*Use standard or bulk\. Nothing has been thawed/,
  );
  expect(() => assertCanThaw(GLACIER, thaw('expedited'))).not.toThrow();
  expect(sayThaws(DEEP, 7)[0]).toBe('expedited: not possible from there');
});

test('F51 patience is half as long again as S3 says, at least an hour, and never more than the run allows for', () => {
  expect(patienceMinutes(estimateThaw(GLACIER, thaw('expedited'))!)).toBe(60);
  expect(patienceMinutes(estimateThaw(GLACIER, thaw('standard'))!)).toBe(450);
  const all = THAW_TIERS.flatMap((tier) => estimateThaw(DEEP, { tier, days: 1 }) ?? []);
  expect(Math.max(...all.map(patienceMinutes))).toBe(LONGEST_PATIENCE_HOURS * 60);
});
