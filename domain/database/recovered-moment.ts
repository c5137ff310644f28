import type { RestoredDatabase } from '../workflow/workflow';

/** Two heartbeats a minute apart: where they go on, the newest one is no further behind the recovery point than this. */
export const HEARTBEAT_BOUND_SECONDS = 120;

/** What says which moment a restored database holds. Times are ISO 8601. */
export interface MomentEvidence {
  /** Null when the table is missing or empty. */
  readonly newestHeartbeat: string | null;
  /** When the last transaction was committed that recovery replayed; null after a restart, and without a recovery. */
  readonly lastReplayed?: string | null;
  /** Newest heartbeat of the source from more than the bound before the recovery point; null when it has none, undefined when it could not be asked. */
  readonly sourceHeartbeat?: string | null;
}

type MomentSource = Exclude<RestoredDatabase['recoveredToSource'], 'live'>;

export type RecoveredMoment =
  | {
      readonly outcome: 'right';
      readonly recoveredTo: string;
      readonly source: MomentSource;
      /** Up to the recovery point: what was written in them may be missing. Null when nothing says so. */
      readonly notProvedSeconds: number | null;
    }
  | { readonly outcome: 'wrong'; readonly reason: string };

const whole = (time: string): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

/**
 * What moment a restored database really holds. A heartbeat that is newer than asked for (inclusive at the second) proves
 * a wrong recovery, and so does one that the source had long before the recovery point and the restored database lacks.
 * An older one alone proves nothing: heartbeats pause with a failover, a deployment, a freeze. It says how much is not
 * proved; what recovery replayed may say that it is less. Without either there is only the word of the store.
 * @param requestedTime whole seconds UTC
 */
export function judgeRecoveredMoment(
  { newestHeartbeat, lastReplayed = null, sourceHeartbeat = null }: MomentEvidence,
  requestedTime: string,
): RecoveredMoment {
  const newest = newestHeartbeat === null ? null : whole(newestHeartbeat);
  if (newest !== null && newest > requestedTime) {
    return { outcome: 'wrong', reason: `its newest heartbeat ${newest} is newer than ${requestedTime}` };
  }
  if (
    sourceHeartbeat !== null &&
    (newest === null || whole(sourceHeartbeat) > newest) &&
    secondsBetween(whole(sourceHeartbeat), requestedTime) > HEARTBEAT_BOUND_SECONDS
  ) {
    return {
      outcome: 'wrong',
      reason:
        `it lacks the heartbeat ${whole(sourceHeartbeat)} of the source, which lies more than ${HEARTBEAT_BOUND_SECONDS} s ` +
        `before ${requestedTime}; its newest is ${newest ?? 'none'}`,
    };
  }
  const right = (recoveredTo: string, source: MomentSource, notProvedSeconds: number | null): RecoveredMoment => ({
    outcome: 'right',
    recoveredTo,
    source,
    notProvedSeconds,
  });
  if (newest !== null && secondsBetween(newest, requestedTime) <= HEARTBEAT_BOUND_SECONDS) {
    return right(newest, 'heartbeat', secondsBetween(newest, requestedTime));
  }
  const replayed = lastReplayed === null ? null : whole(lastReplayed);
  if (replayed !== null && replayed <= requestedTime && (newest === null || replayed > newest)) {
    return right(replayed, 'replay', secondsBetween(replayed, requestedTime));
  }
  return newest === null
    ? right(requestedTime, 'request', null)
    : right(newest, 'heartbeat', secondsBetween(newest, requestedTime));
}
