import { expect, test } from '@jest/globals';
import { CANARY_ANSWERS, type CanaryAnswer, type OfItself } from '../../../domain/traffic/canary';
import { type FreezeVerdict, goesOn, judgeFreeze } from '../../../domain/traffic/freeze-verdict';

const [YES, STOP, WAS, NO, SAME, IN] = [
  'proved',
  'stopped',
  'closed before',
  'unknown',
  'unchanged',
  'not refused',
] as const satisfies FreezeVerdict[];

const table: readonly [CanaryAnswer, readonly FreezeVerdict[]][] = [
  //               here frozen accepted unauthorised denied closed unreachable limited unclear
  ['frozen here', [YES, YES, IN, SAME, SAME, WAS, WAS, NO, NO]],
  ['frozen', [YES, SAME, IN, SAME, SAME, WAS, WAS, NO, NO]],
  ['accepted', [YES, YES, IN, SAME, NO, NO, NO, NO, NO]],
  ['unauthorised', [YES, YES, IN, SAME, SAME, NO, NO, NO, NO]],
  ['denied', [YES, YES, IN, SAME, SAME, NO, NO, NO, NO]],
  ['closed', [YES, YES, IN, SAME, SAME, SAME, WAS, NO, NO]],
  ['unreachable', [YES, YES, IN, SAME, SAME, WAS, WAS, NO, NO]],
  ['limited', [YES, YES, IN, SAME, NO, NO, NO, NO, NO]],
  ['unclear', [YES, YES, IN, SAME, SAME, WAS, WAS, NO, NO]],
];

test.each(table)('a write that was %s before the freeze', (answer, verdicts) =>
  expect(
    CANARY_ANSWERS.map((after) => judgeFreeze({ answer, frozen: false }, { answer: after, hasStopped: false })),
  ).toEqual(verdicts),
);

test('a freeze of before stays one: closed before and after; a want of rights says nothing about it', () => {
  const frozen = (answer: CanaryAnswer) => judgeFreeze({ answer, frozen: true }, { answer, hasStopped: false });
  expect([frozen('closed'), frozen('frozen'), frozen('denied')]).toEqual([WAS, WAS, SAME]);
});

test.each<[OfItself | undefined, FreezeVerdict[]]>([
  ['frozen here', [YES, YES, YES]],
  ['frozen', [YES, YES, YES]],
  ['not frozen', [NO, NO, NO]],
  ['running', [NO, NO, NO]],
  ['silent', [STOP, STOP, NO]],
  [undefined, [STOP, STOP, NO]],
])(
  'what the application says of itself (%s) is heard where a gateway may have answered, and something was stopped',
  (itself, verdicts) => {
    const before = { answer: 'accepted', frozen: false } as const;
    const answers = ['closed', 'unreachable', 'denied'] as const;
    expect(answers.map((answer) => judgeFreeze(before, { answer, itself, hasStopped: true }))).toEqual(verdicts);
    expect(judgeFreeze(before, { answer: 'accepted', itself, hasStopped: true })).toBe(IN);
  },
);

test('only what the application has said itself, or what cannot be known from outside, lets a restore go on', () =>
  expect([YES, STOP, WAS, NO, SAME, IN].map(goesOn)).toEqual([true, true, true, false, false, false]));
