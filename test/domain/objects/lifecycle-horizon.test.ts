import type { ObjectEntry } from '../../../domain/objects/entry';
import { type LifecycleRule, whyHistoryIsTooShort } from '../../../domain/objects/lifecycle-horizon';
import { combined, NOTHING_PROVED, whyHistoryIsNotProved, withEntry } from '../../../domain/objects/versioning-proof';

const DAY = 24 * 3600 * 1000;
const NOW = Date.parse('2026-11-23T04:00:00Z');

function why(at: number, rule: Partial<LifecycleRule> = {}, versioning: 'Enabled' | 'Suspended' | 'off' = 'Enabled') {
  const rules = [{ id: 'tidy', enabled: true, prefix: '', noncurrentDays: 30, ...rule }];
  return whyHistoryIsTooShort({ versioning, rules }, 'pegasus/', at, NOW);
}

test.each([
  ['one second older than the rule keeps', NOW - 30 * DAY - 1000, true],
  ['exactly as old as the rule keeps', NOW - 30 * DAY, false],
  ['one second younger', NOW - 30 * DAY + 1000, false],
])('a time %s', (_, at, refused) => {
  expect(why(at) !== null).toBe(refused);
});

test('the refusal names the rule and the earliest time', () => {
  expect(why(NOW - 31 * DAY)).toContain(
    '`tidy` removes noncurrent versions after 30 days: the earliest time is 2026-10-24T04:00:00Z',
  );
});

test.each([
  ['a rule that is off', { enabled: false }, false],
  ['a rule for another prefix', { prefix: 'other/' }, false],
  ['a rule for a part of the prefix', { prefix: 'pegasus/audio/' }, true],
  ['a rule for more than the prefix', { prefix: 'peg' }, true],
  ['a rule that expires current versions only', { noncurrentDays: undefined }, false],
])('%s', (_, rule, refused) => {
  expect(why(NOW - 40 * DAY, rule) !== null).toBe(refused);
});

test('a rule that counts versions refuses any time: what is older may be gone at once', () => {
  expect(why(NOW - 1000, { newerNoncurrentVersions: 3 })).toContain('NewerNoncurrentVersions');
});

test.each(['Suspended', 'off'] as const)('versioning %s refuses any time', (versioning) => {
  expect(why(NOW, {}, versioning)).toContain(`versioning of the bucket is ${versioning}`);
});

function entry(versionId: string, seconds: number, etag = '"e"'): ObjectEntry {
  return { key: 'k', kind: 'version', versionId, lastModified: NOW + seconds * 1000, isLatest: false, etag, size: 1 };
}

const proved = (...entries: ObjectEntry[]) =>
  whyHistoryIsNotProved(entries.reduce((proof, one) => withEntry(proof, one, NOW), NOTHING_PROVED));

test.each([
  ['nothing at all', [], null],
  ['versions after T only: versioned since the beginning', [entry('v', 10)], null],
  ['a null version and a version from before T', [entry('null', -10), entry('v', -5)], null],
  ['a null version and a version of the very second', [entry('null', -10), entry('v', 0)], null],
  [
    'a null version and versions after T only',
    [entry('null', -10), entry('v', 1)],
    'nothing shows that it was enabled',
  ],
  [
    'a null version, and an upload in parts that may be from after T',
    [entry('null', -10), entry('v', -5, '"e-2"')],
    'nothing shows',
  ],
  ['a null version of the very second', [entry('null', 0), entry('v', -5)], null],
  ['a null version from after T', [entry('null', 1), entry('v', -5)], 'without versioning at 2026-11-23T04:00:01Z'],
])('the entries show %s', (_, entries, expected) => {
  if (expected === null) expect(proved(...entries)).toBeNull();
  else expect(proved(...entries)).toContain(expected);
});

test('what two listers saw is combined', () => {
  const one = withEntry(NOTHING_PROVED, entry('null', -10), NOW);
  const other = withEntry(NOTHING_PROVED, entry('v', -5), NOW);
  expect(whyHistoryIsNotProved(one)).not.toBeNull();
  expect(whyHistoryIsNotProved(combined(one, other))).toBeNull();
});
