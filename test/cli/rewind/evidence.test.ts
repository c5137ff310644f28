import { newRun } from '../../../cli/rewind/evidence';

test('of a thousand runs of one second, of a script over many prefixes, no two share a folder', () => {
  const now = Date.parse('2026-11-23T04:00:00Z');
  const runs = new Set(Array.from({ length: 1_000 }, () => newRun(now)));
  expect(runs.size).toBe(1_000);
});
