import { expect, test } from '@jest/globals';
import { manifestKey, newestKey } from '../../../domain/database/manifest';

const key = (takenAt: string) => manifestKey({ source: { identifier: 'pegasus', resourceId: 'db-1' }, takenAt });
const keys = ['2026-11-22T03:00:00Z', '2026-11-24T03:00:00Z', '2026-11-23T03:00:00Z'].map(key);

test('a manifest lies below its source, under its time', () =>
  expect(key('2026-11-22T03:00:00Z')).toBe('manifests/pegasus/2026-11-22T03:00:00Z.json'));

test.each([
  ['a second before the oldest', '2026-11-22T02:59:59Z', undefined],
  ['of the very second', '2026-11-23T03:00:00Z', key('2026-11-23T03:00:00Z')],
  ['a second before', '2026-11-23T02:59:59Z', key('2026-11-22T03:00:00Z')],
  ['a second after', '2026-11-23T03:00:01Z', key('2026-11-23T03:00:00Z')],
  ['after all of them', '9999', key('2026-11-24T03:00:00Z')],
])('the newest that is not after the time: %s', (_what, time, found) => expect(newestKey(keys, time)).toBe(found));
