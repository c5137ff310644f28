import { describe, expect, test } from '@jest/globals';
import { readiness } from '../../../domain/checks/application-ready';

const json = (status: number, body: unknown, contentType = 'application/json') => ({
  status,
  contentType,
  body: JSON.stringify(body),
});

describe('readiness', () => {
  test.each([
    ['ready with this generation', json(200, { status: 'ready', generation: 3 })],
    ['`ok`, as older builds say', json(200, { status: 'ok', generation: 3 })],
    ['without a generation', json(200, { status: 'ok' }, 'application/json; charset=utf-8')],
  ])('passes: %s', (_, answer) => {
    expect(readiness(answer, 3).outcome).toBe('passed');
  });

  test.each([
    ['F62: the old database', json(200, { status: 'ready', generation: 2 }), 'generation 2 instead of 3'],
    [
      'F62: HTML with the right status',
      { status: 200, contentType: 'text/html', body: '{"status":"ready"}' },
      'no JSON',
    ],
    ['F62: degraded', json(503, { status: 'degraded' }), '503 (application/json) {"status":"degraded"}'],
    ['F62: a redirect', { status: 301, contentType: '', body: '' }, '301'],
    ['a 200 that says degraded', json(200, { status: 'degraded' }), 'status "degraded"'],
    ['a 200 without a status', json(200, {}), 'status undefined'],
    ['broken JSON', { status: 200, contentType: 'application/json', body: '{"status":"ready"' }, 'no JSON'],
  ])('fails: %s', (_, answer, observed) => {
    const result = readiness(answer, 3);
    expect(result.outcome).toBe('failed');
    expect(result.observed).toContain(observed);
  });

  test('a long answer is shown in part', () => {
    expect(readiness({ status: 500, contentType: '', body: 'x'.repeat(10_000) }, 1).observed.length).toBeLessThan(300);
  });
});
