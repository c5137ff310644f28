import { expect, test } from '@jest/globals';
import { keptUntil, lostRows } from '../../../domain/report/data-loss';
import { erasureWords } from '../../../domain/report/erasures';
import { lostRowsWords } from '../../../domain/report/loss-words';
import { buildReport } from '../../../domain/report/report';
import type { Erasures, ErasuresRepeated } from '../../../domain/workflow/workflow';
import { DATA_LOSS, FACTS, WORKFLOW } from './report-fixture';

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

test('F119 the report says where rows are, and the first day on which they may be gone', () => {
  expect(keptUntil('2026-11-30T23:59:59.999Z', 90)).toBe('2027-02-28');
  const [all] = lostRowsWords(buildReport({ ...FACTS, dataLoss: { ...DATA_LOSS, keptUntil: '2027-02-28' } }));
  expect(all).toContain('all of them are in `s3://evidence/data-loss/run-1/` until 2027-02-28.');
});

describe('F119 erasures in the report', () => {
  const listed: Erasures = {
    outcome: 'listed',
    database: 'pegasus-restored',
    expected: 3,
    list: { bucket: 'evidence', prefix: 'data-loss/run-1/erasures/attempt-0/' },
    sha256: '',
    notListed: [],
  };
  const words = (erasures?: Erasures, erasuresRepeated?: ErasuresRepeated) =>
    erasureWords(buildReport({ ...FACTS, workflow: { ...WORKFLOW, erasures, erasuresRepeated } }));
  const there = '3 erased after the target time; who, is in `s3://evidence/data-loss/run-1/erasures/attempt-0/`.';

  test('how many, where the list is, and what was done again', () =>
    expect(words(listed, { outcome: 'repeated', expected: 3, erased: 2, kept: 1 })).toEqual([
      there,
      'Done again before traffic opened: 2 of 3, 1 kept by the function, as no erasures.',
    ]));

  test('what was not done again, and what is not known, is said', () => {
    const back = ' They are in the restored stores again.';
    expect(words(listed)).toEqual([there, `**Not done again.**${back}`]);
    const accepted: ErasuresRepeated = { outcome: 'accepted', expected: null, erased: 0, kept: 0 };
    expect(words({ outcome: 'unknown', cause: 'it is gone' }, accepted)).toEqual([
      '**Who was erased after the target time is unknown:** it is gone.',
      `**Not done again, by decision.**${back}`,
    ]);
  });

  test('without any declared nothing is said; a run that has not done them again is not verified', () => {
    expect(words()).toEqual([]);
    const { failure } = buildReport({ ...FACTS, workflow: { ...WORKFLOW, erasures: listed } });
    expect(failure?.cause).toBe('Missing: erasures that were done again.');
  });
});
