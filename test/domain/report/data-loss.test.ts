import { expect, test } from '@jest/globals';
import { lostRows } from '../../../domain/report/data-loss';
import { lostRowsWords } from '../../../domain/report/loss-words';
import { buildReport } from '../../../domain/report/report';
import { DATA_LOSS, FACTS } from './report-fixture';

const row = (key: string, digest = key) => ({ at: '(0,1)', key: [key], digest, bytes: 1 });

test('rows that only the old database has are missing, those that differ are changed, the others are not lost', () => {
  const restored = new Map([
    [0, { digest: 'a', rewritten: false }],
    [2, { digest: 'other', rewritten: true }],
  ]);
  expect(lostRows([row('a'), row('b'), row('c')], restored)).toEqual([
    { change: 'missing', old: row('b'), rewritten: false },
    { change: 'changed', old: row('c'), rewritten: true },
  ]);
});

test('F104 the report says how far a table was compared, and that what was found is the least', () => {
  const looked = { rows: 3_200_000, about: 9_000_000 };
  const reason = 'the time limit was reached';
  const words = (notCompared: (typeof DATA_LOSS)['notCompared']) =>
    lostRowsWords(buildReport({ ...FACTS, dataLoss: { ...DATA_LOSS, notCompared } }));
  const told = words([{ table: 'public.lectures', reason, looked }]);
  expect(told[0]).toMatch(/^\*\*Only in the old stores:\*\* at least \d/);
  expect(told.at(-1)).toBe(
    'public.lectures was compared in part: looked at 3,200,000 of about 9,000,000 rows; the time limit was reached.',
  );
  expect(words([])[0]).toMatch(/^\*\*Only in the old stores:\*\* \d/);
});
