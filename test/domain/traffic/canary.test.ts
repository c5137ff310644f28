import { expect, test } from '@jest/globals';
import { type CanaryAnswer, canaryAnswer, type FreezeVerdict, judgeFreeze } from '../../../domain/traffic/canary';

const answered = (status: number) => ({ status, contentType: '', body: '' });

test.each<[CanaryAnswer, number[]]>([
  ['accepted', [200, 201, 202, 299, 400, 404, 422]],
  ['unauthorised', [401]],
  ['denied', [403, 405]],
  ['closed', [503]],
  ['unreachable', [502]],
  ['unclear', [199, 300, 301, 429, 500, 501, 504]],
])('a write is %s by %p', (answer, statuses) =>
  expect(statuses.map((status) => canaryAnswer(answered(status)))).toEqual(statuses.map(() => answer)),
);

test.each(['ECONNREFUSED', 'ENOTFOUND'])('nobody there (%s) is unreachable', (code) =>
  expect(canaryAnswer(Object.assign(new Error('x'), { code }))).toBe('unreachable'),
);

test.each(['CERT_HAS_EXPIRED', 'ECONNRESET', undefined])('an error such as %p may hide a write that was done', (code) =>
  expect(canaryAnswer(Object.assign(new Error('no whole answer within 15000 ms'), { code }))).toBe('unclear'),
);

const AFTER = ['accepted', 'unauthorised', 'denied', 'closed', 'unreachable', 'unclear'] as const;
const [IN, YES, WAS, SAME] = ['not refused', 'proved', 'closed before', 'unchanged'] as const;

test.each<[CanaryAnswer, FreezeVerdict[]]>([
  //               accepted unauthorised denied closed unreachable unclear
  ['accepted', [IN, SAME, YES, YES, YES, IN]],
  ['unauthorised', [IN, SAME, SAME, YES, YES, IN]],
  ['denied', [IN, SAME, SAME, YES, YES, IN]],
  ['closed', [IN, SAME, SAME, SAME, WAS, IN]],
  ['unreachable', [IN, SAME, SAME, WAS, WAS, IN]],
  ['unclear', [IN, SAME, SAME, WAS, WAS, IN]],
])('a write that was %s before the freeze', (answer, verdicts) =>
  expect(AFTER.map((after) => judgeFreeze({ answer, frozen: false }, after))).toEqual(verdicts),
);

test('a freeze of before stays one: closed before and after; a want of rights says nothing about it', () => {
  expect(judgeFreeze({ answer: 'closed', frozen: true }, 'closed')).toBe('closed before');
  expect(judgeFreeze({ answer: 'denied', frozen: true }, 'denied')).toBe('unchanged');
});
