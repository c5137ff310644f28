import { restoreMetrics } from '../../../domain/report/metrics';

test('a restore has a recovery point, a skew and a recovery time, in seconds', () =>
  expect(restoreMetrics({ recoveryPointSeconds: 61, skewSeconds: 0, recoveryTimeSeconds: 1_200 })).toEqual([
    ['AchievedRecoveryPoint', 61],
    ['Skew', 0],
    ['RecoveryTime', 1_200],
  ]));

test('objects that are behind are as far off as objects ahead', () =>
  expect(restoreMetrics({ recoveryPointSeconds: null, skewSeconds: -3, recoveryTimeSeconds: null })).toEqual([
    ['Skew', 3],
  ]));

test('what nobody knows is not reported as zero', () =>
  expect(restoreMetrics({ recoveryPointSeconds: null, skewSeconds: null, recoveryTimeSeconds: null })).toEqual([]));
