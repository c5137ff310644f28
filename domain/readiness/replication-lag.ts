import { judge, notApplicable } from '../checks/check';
import type { CheckResult } from '../workflow/workflow';
import { sayAge } from './age';
import type { ReadinessCheck } from './readiness';
import { NOT_REPLICATED } from './replication';

/** What S3 promises with Replication Time Control; without it nearly all objects are as fast. */
export const REPLICATION_LAG_LIMIT_SECONDS = 15 * 60;

export const REPLICATION_LAG: ReadinessCheck = {
  name: 'ReplicationLag',
  expected: `what was written ${REPLICATION_LAG_LIMIT_SECONDS / 60} minutes ago has been replicated`,
};

/** The newest heartbeat object that has had the time to be replicated: a sample, written every minute. */
export interface ReplicationSample {
  /** ISO 8601. */
  readonly writtenAt: string;
  /** As S3 says it: PENDING, COMPLETED, FAILED; undefined when no rule applied to it when it was written. */
  readonly status: string | undefined;
}

/** @param now milliseconds */
export function replicationLag(sample: ReplicationSample | undefined, wanted: boolean, now: number): CheckResult {
  if (!wanted) return notApplicable(REPLICATION_LAG, NOT_REPLICATED);
  if (sample === undefined) return notApplicable(REPLICATION_LAG, 'no heartbeat object is old enough to tell');
  const written = `the heartbeat object of ${sample.writtenAt} (${sayAge(now - Date.parse(sample.writtenAt))} ago)`;
  const defects: Readonly<Record<string, string>> = {
    PENDING: `${written} is still pending: look at the replication metrics of the bucket`,
    FAILED: `${written} failed: look at the replication role and the keys; S3 does not try again, use S3 Batch Replication`,
  };
  if (sample.status === 'COMPLETED') return judge(REPLICATION_LAG, [], `${written} is replicated`);
  return judge(
    REPLICATION_LAG,
    [defects[sample.status ?? ''] ?? `${written} is not replicated (${sample.status ?? 'no rule applied to it'})`],
    '',
  );
}
