import { judge } from '../checks/check';
import type { SnapshotFacts } from '../request/recovery-points';
import type { CheckResult } from '../workflow/workflow';
import { sayAge, whyNoAge } from './age';
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
    .flatMap(({ id, status, databaseTime, sourceResourceId, bytes, problems = [] }) =>
      status === 'available' && databaseTime !== undefined && sourceResourceId === resourceId
        ? [{ id, time: databaseTime, bytes, problems }]
        : [],
    )
    .sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
  const look =
    'look at the backup jobs in AWS Backup and at the events of the database in RDS, or at the tasks that dump it in ECS';
  if (newest === undefined) return judge(DAILY_SNAPSHOT, [`there is none that is available: ${look}`], '');
  const age = now - Date.parse(newest.time);
  const observed = `${newest.id} of ${newest.time}, ${sayAge(age)} old`;
  const defects: string[] = [];
  const future = whyNoAge(`${newest.id} of ${newest.time}`, age);
  if (future !== undefined) defects.push(future);
  if (age > SNAPSHOT_AGE_LIMIT_HOURS * 3600 * 1000) defects.push(`${observed}: ${look}`);
  if (newest.bytes !== undefined && before?.bytes !== undefined && newest.bytes < before.bytes * SHRUNK_TO) {
    defects.push(
      `${newest.id} has ${newest.bytes} bytes, ${before.id} before it had ${before.bytes}: check whether rows or tables are missing`,
    );
  }
  defects.push(
    ...newest.problems.map((problem) => `${newest.id} cannot be restored: ${problem}: ${adviceOn(problem)}`),
  );
  return judge(DAILY_SNAPSHOT, defects, observed);
}

/** What only an administrator may make, a restore with the user of the secret cannot. */
function adviceOn(problem: string): string {
  if (/extension/.test(problem)) {
    return (
      'drop the extension from this database (one that counts for the whole server, as pg_stat_statements, may stand in ' +
      'another), or have an administrator set `trusted = true` in its control file'
    );
  }
  if (/event trigger/.test(problem)) {
    return 'only an administrator may make an event trigger: drop it, and make it by hand after a restore';
  }
  if (/role .* does not exist/.test(problem)) return 'make the role on the server';
  if (/permission denied to create database/.test(problem)) return 'grant CREATEDB to the user of the secret';
  return 'correct it, or give the user of the secret the right, then start the task of the dump by hand';
}
