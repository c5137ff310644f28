import { executionDigest } from './execution-digest';
import type { Candidate, RecoveryPoint, RestorePlan, Workflow } from './workflow';

/** @throws Error when the state machine asks for a candidate that was never planned */
export function candidateOf(plan: Pick<RestorePlan, 'candidates'>, index: number): Candidate {
  const candidate = plan.candidates[index];
  if (candidate === undefined) {
    throw new Error(`Candidate ${index + 1} is not in the plan, which has ${plan.candidates.length} candidate(s).`);
  }
  return candidate;
}

/** In words: `time 2026-11-23T04:00:00Z`, `snapshot rds:… of 2026-11-23T02:05:12Z`. */
export const sayPoint = (point: RecoveryPoint): string =>
  point.kind === 'time' ? `time ${point.time}` : `snapshot ${point.snapshotId} of ${point.time}`;

/** Whether a candidate is what was asked for: not one rolled forward to, nor a dump from before the time asked for. */
export const isAskedFor = ({ candidates, targetTime }: Pick<RestorePlan, 'candidates' | 'targetTime'>, index: number) =>
  index === 0 && candidates[0]?.recoveryPoint.time === targetTime;

/** What was asked for, in words. */
export const sayAskedFor = (plan: Pick<RestorePlan, 'candidates' | 'targetTime'>): string =>
  isAskedFor(plan, 0) ? sayPoint(candidateOf(plan, 0).recoveryPoint) : `time ${plan.targetTime}`;

/** Where a candidate leads: its time, and where that is not what was asked for, both. */
export function sayMoment(plan: Pick<RestorePlan, 'candidates' | 'targetTime'>, index: number): string {
  const { recoveryPoint } = candidateOf(plan, index);
  return isAskedFor(plan, index)
    ? recoveryPoint.time
    : `${recoveryPoint.time} (${sayPoint(recoveryPoint)}; asked for: ${sayAskedFor(plan)})`;
}

/**
 * The latest moment of which a manifest or a baseline may speak for a candidate: one from after it knows rows that it
 * cannot have, and one from after the incident began has the damage in it.
 */
export function knownGoodUntil(
  { candidates, incidentStart }: Pick<RestorePlan, 'candidates' | 'incidentStart'>,
  index: number,
): string {
  const { time } = candidateOf({ candidates }, index).recoveryPoint;
  return incidentStart !== null && incidentStart < time ? incidentStart : time;
}

type Tags = Readonly<Record<string, string>>;

/**
 * Says that a restored database is in no use yet, and of which mode its run is. Without it no role may change or delete
 * one, and none but a drill's is ever deleted. A cut-over takes it away: what is production cannot be torn down.
 */
export const CANDIDATE_TAG = 'pegasus-backup:candidate';

/** Whose restored database it is. */
export type Restoring = Pick<Workflow, 'plan' | 'execution'>;

/** What a restored database carries for ever: adoption and cut-over ask for it. */
export function candidateTags({ plan, execution }: Restoring, candidate: Candidate): Tags {
  return {
    'pegasus-backup:run': plan.runId,
    'pegasus-backup:execution': executionDigest(execution),
    'pegasus-backup:source': plan.sourceDatabase.identifier,
    'pegasus-backup:time': candidate.recoveryPoint.time,
  };
}

/** What it carries until the cut-over: deletion asks for all of them, IAM for the last one. */
export const unusedCandidateTags = (of: Restoring, candidate: Candidate): Tags => ({
  ...candidateTags(of, candidate),
  [CANDIDATE_TAG]: of.plan.mode,
});

/** The tags that are missing or different; none means that it is this candidate. */
export function foreignTags(found: Tags, expected: Tags): string[] {
  return Object.keys(expected).filter((tag) => found[tag] !== expected[tag]);
}
