import { expect, test } from '@jest/globals';
import type { Answer } from '../../../domain/checks/answer';
import { type CanaryAnswer, canaryAnswer, type OfItself, ofItself } from '../../../domain/traffic/canary';

const answered = (status: number) => ({ status, contentType: '', body: '' });

test.each<[CanaryAnswer, number[]]>([
  ['accepted', [200, 201, 202, 299, 400, 404, 422]],
  ['unauthorised', [401]],
  ['denied', [403, 405]],
  ['closed', [503]],
  ['unreachable', [502]],
  ['limited', [429]],
  ['unclear', [199, 300, 301, 500, 501, 504, 600]],
])('a write is %s by %p', (answer, statuses) =>
  expect(statuses.map((status) => canaryAnswer(answered(status)))).toEqual(statuses.map(() => answer)),
);

test.each(['ECONNREFUSED', 'ENOTFOUND'])('nobody there (%s) is unreachable', (code) =>
  expect(canaryAnswer(Object.assign(new Error('x'), { code }))).toBe('unreachable'),
);

test.each(['CERT_HAS_EXPIRED', 'ECONNRESET', undefined])('an error such as %p may hide a write that was done', (code) =>
  expect(canaryAnswer(Object.assign(new Error('no whole answer within 15000 ms'), { code }))).toBe('unclear'),
);

const json = (status: number, body: unknown, contentType = 'application/json') => ({
  status,
  contentType,
  body: JSON.stringify(body),
});
const page = { status: 503, contentType: 'text/html', body: 'frozen' };

test.each<[OfItself, Answer | Error]>([
  ['frozen here', json(503, { error: 'frozen', trafficGeneration: 4 })],
  ['frozen here', json(200, { status: 'ready', mode: 'frozen', generation: 3, trafficGeneration: 4 })],
  ['frozen here', json(503, { detail: { code: 'frozen', trafficGeneration: 4 } })],
  ['frozen here', json(200, { status: 'ok', traffic: { mode: 'frozen', trafficGeneration: 4 } })],
  ['frozen', json(503, { detail: 'frozen' }, 'application/problem+json')],
  ['not frozen', json(503, { error: 'frozen', trafficGeneration: 3 })],
  ['not frozen', json(503, { error: 'frozen', trafficGeneration: '4' })],
  ['not frozen', json(200, { status: 'ready', mode: 'open' })],
  ['running', json(200, { ready: true })],
  ['running', json(503, { status: 'degraded' })],
  ['silent', json(503, { message: 'Service Unavailable' })],
  ['silent', json(503, { status: 503, error: 'Service Unavailable' })],
  ['silent', json(503, { error: 'the pond is frozen' })],
  ['running', json(200, ['frozen'])],
  ['running', { status: 200, contentType: 'text/plain', body: 'ok' }],
  ['running', { status: 204, contentType: '', body: '' }],
  ['running', json(404, { detail: 'Not Found' })],
  ['silent', { status: 404, contentType: 'text/html', body: 'Not Found' }],
  ['silent', json(503, { error: 'frozen' }, 'text/plain')],
  ['silent', page],
  ['silent', new Error('no whole answer within 15000 ms')],
])('the application is %s: %j', (itself, answer) => expect(ofItself(answer, 4)).toBe(itself));

test('a refusal in its own words is told from one that a gateway can give; what is let in never is one', () => {
  const own = { error: 'frozen', trafficGeneration: 4 };
  expect([503, 500, 401, 423].map((status) => canaryAnswer(json(status, own), 4))).toEqual(
    Array(4).fill('frozen here'),
  );
  expect(canaryAnswer(json(503, own))).toBe('frozen');
  expect(canaryAnswer(json(503, own), 5)).toBe('closed');
  expect(canaryAnswer(json(200, own), 4)).toBe('accepted');
});
