import type { RestoreReport } from './model';

/** Of each restore and drill that has ended, in seconds, by the names of the metrics. */
export const RESTORE_METRICS = ['AchievedRecoveryPoint', 'Skew', 'RecoveryTime'] as const;
/** Sessions and rows of clients that were left behind on the old database: a count, and 0 is the rule. */
export const OLD_DATABASE_USE = 'OldDatabaseUse';
export type RestoreMetric = (typeof RESTORE_METRICS)[number];

/** What is not known is no metric: nothing is reported as zero. Objects that are behind are as far off as objects ahead. */
export function restoreMetrics(
  report: Pick<RestoreReport, 'recoveryPointSeconds' | 'skewSeconds' | 'recoveryTimeSeconds'>,
): readonly (readonly [RestoreMetric, number])[] {
  const measured: Record<RestoreMetric, number | null> = {
    AchievedRecoveryPoint: report.recoveryPointSeconds,
    Skew: report.skewSeconds === null ? null : Math.abs(report.skewSeconds),
    RecoveryTime: report.recoveryTimeSeconds,
  };
  return RESTORE_METRICS.flatMap((name) => {
    const value = measured[name];
    return value === null ? [] : [[name, value] as const];
  });
}
