import { describe, expect, test } from '@jest/globals';
import { acceptDecision } from '../../../domain/workflow/decision-request';

const DECISION = { run: 'run-1', action: 'retry', reason: 'the quota was raised' };
const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);

const refusal = (request: unknown): unknown => {
  try {
    return acceptDecision(request);
  } catch (error) {
    return error;
  }
};

test('a decision as it is typed is accepted', () =>
  expect(acceptDecision(DECISION)).toEqual({ ...DECISION, by: 'not named' }));

describe('F117 what is typed decides nothing else: refused in one short sentence,', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['a list, nested for ever', deep],
    ['a long text', 'x'.repeat(200_000)],
    ['a prototype', JSON.parse('{"__proto__": {"run": "run-1", "action": "retry", "reason": "r"}}')],
    ['a token', { ...DECISION, taskToken: 'AQCE' }],
    ['an execution', { ...DECISION, execution: { id: 'arn' } }],
    [
      'a thousand unknown fields',
      { ...DECISION, ...Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [n, n])) },
    ],
    ['an action in capitals', { ...DECISION, action: 'RETRY' }],
    ['an action that looks alike', { ...DECISION, action: '\u0430pprove' }],
    ['two actions', { ...DECISION, action: ['approve', 'retry'] }],
    ['a run that is nested', { ...DECISION, run: { id: 'run-1' } }],
    ['a run, nested for ever', { ...DECISION, run: deep }],
    ['a run without an end', { ...DECISION, run: 'x'.repeat(2_001) }],
    ['no reason but blanks', { ...DECISION, reason: ' \u00a0\n' }],
    ['a reason of which nothing is seen', { ...DECISION, reason: '\u200b\u2060\u3164' }],
    ['who, as a number', { ...DECISION, by: 7 }],
    ['losses of another action', { ...DECISION, losses: ['pegasus/a'] }],
    ['losses, nested for ever', { ...DECISION, action: 'accept-losses', losses: deep }],
    ['losses without a key', { ...DECISION, action: 'accept-losses', losses: [{ row: 'a' }] }],
    ['losses with more than is asked', { ...DECISION, action: 'accept-losses', losses: [{ key: 'a', by: 'eve' }] }],
  ])('%s', (_what, request) => {
    expect(refusal(request)).toMatchObject({ name: 'DecisionRefused' });
    expect((refusal(request) as Error).message.length).toBeLessThan(600);
  });
});
