import { judge, notApplicable } from '../checks/check';
import type { CheckResult, TrafficMode } from '../workflow/workflow';
import { sayAge, whyNoAge } from './age';
import type { ReadinessCheck } from './readiness';

/** Heartbeats are a minute apart. */
export const HEARTBEAT_AGE_LIMIT_SECONDS = 5 * 60;

const atMost = `at most ${HEARTBEAT_AGE_LIMIT_SECONDS / 60} minutes old`;

export const DATABASE_HEARTBEAT: ReadinessCheck = {
  name: 'DatabaseHeartbeat',
  expected: `the newest heartbeat in the database is ${atMost}`,
};

export const BUCKET_HEARTBEAT: ReadinessCheck = {
  name: 'BucketHeartbeat',
  expected: `the heartbeat in the bucket is ${atMost}`,
};

/** While traffic is not open no heartbeat is written: it would be a write that escaped the freeze. */
export interface HeartbeatsSeen {
  readonly traffic: TrafficMode;
  /** ISO 8601; undefined when there is none. */
  readonly writtenAt: string | undefined;
  /** Milliseconds. */
  readonly now: number;
}

export function heartbeatAge(check: ReadinessCheck, { traffic, writtenAt, now }: HeartbeatsSeen): CheckResult {
  if (traffic !== 'open') return notApplicable(check, `traffic is ${traffic}: no heartbeat is written`);
  const look = 'look at the log of WriteHeartbeat and at its schedule';
  if (writtenAt === undefined) return judge(check, [`there is none: ${look}`], '');
  const age = now - Date.parse(writtenAt);
  const future = whyNoAge(`the one of ${writtenAt}`, age);
  if (future !== undefined) return judge(check, [future], '');
  const observed = `${writtenAt}, ${sayAge(age)} ago`;
  return judge(check, age > HEARTBEAT_AGE_LIMIT_SECONDS * 1000 ? [`${observed}: ${look}`] : [], observed);
}
