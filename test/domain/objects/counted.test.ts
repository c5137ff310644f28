import { assertNotEmpty, countsOf, miscounted, type ObjectRun } from '../../../domain/objects/counted';

const RUN: ObjectRun = {
  planned: { keys: 5, copy: 3, mark: 1 },
  done: { copied: 3, marked: 1 },
  seen: { keys: 5, remaining: 0, differing: 0, copies: { written: 3, found: 3 } },
};

test('what was seen as it was expected is verified', () => {
  expect(miscounted(countsOf(RUN))).toEqual([]);
  expect(miscounted(countsOf(RUN, false))).toEqual([]);
});

const seen = (change: Partial<ObjectRun['seen']>): ObjectRun => ({ ...RUN, seen: { ...RUN.seen, ...change } });

test.each<[string, ObjectRun]>([
  ['actions carried out: 4 expected, 3 seen', { ...RUN, done: { copied: 2, marked: 1 } }],
  ['actions carried out: 5 expected, 4 seen', { ...RUN, planned: { ...RUN.planned, mark: 2 } }],
  ['keys that are not as they were: 0 expected, 1 seen', seen({ remaining: 1 })],
  ['compared copies that differ from their source: 0 expected, 1 seen', seen({ differing: 1 })],
  ['keys of that time, listed again: 5 expected, 4 seen', seen({ keys: 4 })],
  ['keys of that time, listed again: 5 expected, 6 seen', seen({ keys: 6 })],
  ['copies found where they were written: 3 expected, 2 seen', seen({ copies: { written: 3, found: 2 } })],
])('F79 one count falsified is not verified: %s', (says, run) => {
  expect(miscounted(countsOf(run))).toEqual([says]);
});

test('of a source without versions, what is written meanwhile is no fault', () => {
  expect(miscounted(countsOf(seen({ keys: 4, copies: { written: 3, found: 2 } }), false))).toEqual([]);
  expect(miscounted(countsOf(seen({ remaining: 1 }), false))).toHaveLength(1);
});

test.each([
  [{ keys: 0, versionsListed: 0 }, 'There is no object below s3://b/p/, and never was. Look again.'],
  [{ keys: 0, versionsListed: 2 }, 'Nothing existed below s3://b/p/ at noon: its 2 versions'],
])('F79 %j is refused', (looked, says) => {
  expect(() => assertNotEmpty(looked, 's3://b/p/', 'at noon', 'Look again.')).toThrow(says);
});

test('one key is enough', () => {
  expect(() => assertNotEmpty({ keys: 1, versionsListed: 1 }, 's3://b/p/', 'at noon', '')).not.toThrow();
});
