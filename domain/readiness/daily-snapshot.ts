import { judge } from '../checks/check';
import type { SnapshotFacts } from '../recovery-points';
import type { CheckResult } from '../workflow';
import { sayAge } from './age';
import type { ReadinessCheck } from './readiness';

/** A day, and time for a backup window to begin in. */
export const SNAPSHOT_AGE_LIMIT_HOURS = 26;

export const DAILY_SNAPSHOT: ReadinessCheck = {
  name: 'DailySnapshot',
  expected: `the newest snapshot of the database is at most ${SNAPSHOT_AGE_LIMIT_HOURS} hours old`,
};

/**
 * Snapshots of RDS itself, of AWS Backup, or made by hand: what counts is that one can be restored from.
 *
 * @param resourceId an earlier database may have had the same name
 * @param now milliseconds
 */
export function dailySnapshot(snapshots: readonly SnapshotFacts[], resourceId: string, now: number): CheckResult {
  const [newest] = snapshots
    .flatMap(({ id, status, databaseTime, sourceResourceId }) =>
      status === 'available' && databaseTime !== undefined && sourceResourceId === resourceId
        ? [{ id, time: databaseTime }]
        : [],
    )
    .sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
  const look = 'look at the backup jobs in AWS Backup and at the events of the database in RDS';
  if (newest === undefined) return judge(DAILY_SNAPSHOT, [`there is none that is available: ${look}`], '');
  const age = now - Date.parse(newest.time);
  const observed = `${newest.id} of ${newest.time}, ${sayAge(age)} old`;
  const stale = age > SNAPSHOT_AGE_LIMIT_HOURS * 3600 * 1000;
  return judge(DAILY_SNAPSHOT, stale ? [`${observed}: ${look}`] : [], observed);
}
