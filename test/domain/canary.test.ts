import { expect, test } from '@jest/globals';
import { isRefused } from '../../domain/canary';

const answered = (status: number) => ({ status, contentType: '', body: '' });

test.each([401, 403, 405, 502, 503, 504])('%d refuses a write', (status) =>
  expect(isRefused(answered(status))).toBe(true),
);

test.each([200, 201, 202, 301, 400, 404, 422, 429, 500])('%d does not prove that writes are refused', (status) =>
  expect(isRefused(answered(status))).toBe(false),
);

test.each(['ECONNREFUSED', 'ENOTFOUND'])('nobody there (%s) refuses a write', (code) =>
  expect(isRefused(Object.assign(new Error('x'), { code }))).toBe(true),
);

test.each(['CERT_HAS_EXPIRED', undefined])('an error such as %p may hide a write that was done', (code) =>
  expect(isRefused(Object.assign(new Error('no whole answer within 15000 ms'), { code }))).toBe(false),
);
