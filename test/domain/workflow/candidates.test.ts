import { describe, expect, test } from '@jest/globals';
import { isAskedFor, knownGoodUntil, sayMoment } from '../../../domain/workflow/candidates';
import type { Candidate, RecoveryPoint } from '../../../domain/workflow/workflow';

const candidate = (recoveryPoint: RecoveryPoint): Candidate => ({
  recoveryPoint,
  objectTime: recoveryPoint.time,
  databaseIdentifier: 'a',
  reason: 'why',
});
const asked = '2026-11-23T04:00:00Z';
const later = '2026-11-23T04:02:00Z';
const time = candidate({ kind: 'time', time: asked });
const dump = candidate({ kind: 'snapshot', snapshotId: 'd', time: '2026-11-23T02:00:00Z' });
const newer = candidate({ kind: 'snapshot', snapshotId: 's', time: later });

describe('F87 what was asked for, and where a candidate leads', () => {
  test.each([
    ['the time asked for', [time], 0, asked],
    ['a snapshot asked for', [newer], 0, later, later],
    ['rolled forward', [time, newer], 1, `${later} (snapshot s of ${later}; asked for: time ${asked})`],
    [
      'the newest dump',
      [dump],
      0,
      `2026-11-23T02:00:00Z (snapshot d of 2026-11-23T02:00:00Z; asked for: time ${asked})`,
    ],
    [
      'rolled forward from a snapshot',
      [dump, newer],
      1,
      `${later} (snapshot s of ${later}; asked for: snapshot d of 2026-11-23T02:00:00Z)`,
      '2026-11-23T02:00:00Z',
    ],
  ] as const)('%s', (_what, candidates, index, said, targetTime: string = asked) => {
    expect(sayMoment({ candidates, targetTime }, index)).toBe(said);
    expect(isAskedFor({ candidates, targetTime }, index)).toBe(!said.includes('asked for'));
  });
});

describe('F87 a manifest or a baseline speaks for the candidate', () => {
  test.each([
    ['up to its moment', 1, later, later],
    ['of the time asked for, where that is tried', 0, later, asked],
    ['and never from after the incident began: the damage is in it', 1, '2026-11-23T04:01:00Z', '2026-11-23T04:01:00Z'],
    ['where the beginning is not known', 1, null, later],
  ])('%s', (_what, index, incidentStart, until) =>
    expect(knownGoodUntil({ candidates: [time, newer], incidentStart }, index)).toBe(until),
  );
});
