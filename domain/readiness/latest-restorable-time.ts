import { judge } from '../checks/check';
import type { CheckResult } from '../workflow/workflow';
import { sayAge } from './age';
import type { ReadinessCheck } from './readiness';

/** RDS trails by about 5 minutes. */
export const RESTORABLE_AGE_LIMIT_SECONDS = 15 * 60;

export const LATEST_RESTORABLE_TIME: ReadinessCheck = {
  name: 'LatestRestorableTime',
  expected: `the latest restorable time of the database is at most ${RESTORABLE_AGE_LIMIT_SECONDS / 60} minutes ago`,
};

/**
 * @param latest ISO 8601; undefined when RDS names none
 * @param now milliseconds
 */
export function latestRestorableTime(latest: string | undefined, now: number): CheckResult {
  const look = 'look at the events of the database in RDS: its transaction logs are not being archived';
  if (latest === undefined) {
    return judge(LATEST_RESTORABLE_TIME, ['there is none: switch automated backups on, or wait for the first one'], '');
  }
  const age = now - Date.parse(latest);
  const observed = `${latest}, ${sayAge(age)} ago`;
  const stale = age > RESTORABLE_AGE_LIMIT_SECONDS * 1000;
  return judge(LATEST_RESTORABLE_TIME, stale ? [`${observed}: ${look}`] : [], observed);
}
