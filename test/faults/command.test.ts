import { describe, expect, test } from '@jest/globals';
import { failedBesides, judge, type TestResult } from './command/judge';
import { table } from './command/table';

const fault = { id: 'F99', fault: 'the moon falls', safe: 'hold' };
const result = (fullName: string, status = 'passed'): TestResult => ({ fullName, status, duration: 1500 });
const moon = result('F99 the moon');
const tide = result('high F99 the tide');

describe('a fault', () => {
  test('is green when every trial was run and passed, and says what was seen', () => {
    const seen = judge(fault, [moon, tide], [{ test: 'F99 the moon', outcome: 'held → verified', broken: 0 }]);
    expect(seen).toMatchObject({ red: [], outcome: 'held → verified, 1 test', invariants: '10 of 10', seconds: 3 });
  });

  test.each([
    ['a trial that was left out', [moon, { ...tide, status: 'pending' }], ['not run: high F99 the tide']],
    ['a test that failed', [{ ...moon, status: 'failed' }, tide], ['failed: F99 the moon']],
    ['a trial of another fault only', [result('F999 the sun')], ['no test has its number in its name']],
  ])('is red with %s', (_, results, red) => expect(judge(fault, results, []).red).toEqual(red));

  test('is red without a trial', () => {
    expect(judge(fault, [], []).red).toEqual(['no test has its number in its name']);
  });

  test('says how many invariants were broken', () =>
    expect(judge(fault, [moon], [{ test: 'F99 the moon', outcome: 'failed', broken: 2 }]).invariants).toBe('2 broken'));
});

test('what failed beside the faults is named', () => {
  const failed = { ...moon, status: 'failed' };
  const sun = result('the sun', 'failed');
  expect(failedBesides([fault], [failed, sun, tide])).toEqual(['the sun']);
});

test('the table has a line for each, why it is red, and how many are green', () => {
  const lines = table([judge(fault, [moon, tide], []), judge({ ...fault, id: 'F98' }, [], [])]);
  expect(lines).toEqual([
    expect.stringMatching(/^ +fault +safe behaviour +invariants +seconds +seen$/),
    expect.stringMatching(/^green +F99 +the moon falls +hold +– +3\.0 +2 tests$/),
    expect.stringMatching(/^RED +F98 /),
    '',
    'F98 is red: no test has its number in its name',
    '1 of 2 faults are green.',
  ]);
});
