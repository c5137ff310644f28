import { judge } from '../checks/check';
import type { SnapshotFacts } from '../request/recovery-points';
import type { CheckResult } from '../workflow/workflow';
import { sayAge } from './age';
import type { ReadinessCheck } from './readiness';

/** A day, and time for a backup window to begin in. */
export const SNAPSHOT_AGE_LIMIT_HOURS = 26;

/** A dump that is smaller than this part of the one before has probably lost something. */
export const SHRUNK_TO = 0.5;

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
  const [newest, before] = snapshots
    .flatMap(({ id, status, databaseTime, sourceResourceId, bytes }) =>
      status === 'available' && databaseTime !== undefined && sourceResourceId === resourceId
        ? [{ id, time: databaseTime, bytes }]
        : [],
    )
    .sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
  const look =
    'look at the backup jobs in AWS Backup and at the events of the database in RDS, or at the tasks that dump it in ECS';
  if (newest === undefined) return judge(DAILY_SNAPSHOT, [`there is none that is available: ${look}`], '');
  const age = now - Date.parse(newest.time);
  const observed = `${newest.id} of ${newest.time}, ${sayAge(age)} old`;
  const defects: string[] = [];
  if (age > SNAPSHOT_AGE_LIMIT_HOURS * 3600 * 1000) defects.push(`${observed}: ${look}`);
  if (newest.bytes !== undefined && before?.bytes !== undefined && newest.bytes < before.bytes * SHRUNK_TO) {
    defects.push(
      `${newest.id} has ${newest.bytes} bytes, ${before.id} before it had ${before.bytes}: check whether rows or tables are missing`,
    );
  }
  return judge(DAILY_SNAPSHOT, defects, observed);
}
