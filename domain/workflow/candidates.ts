import type { Candidate, RestorePlan } from './workflow';

/** @throws Error when the state machine asks for a candidate that was never planned */
export function candidateOf(plan: Pick<RestorePlan, 'candidates'>, index: number): Candidate {
  const candidate = plan.candidates[index];
  if (candidate === undefined) {
    throw new Error(`Candidate ${index + 1} is not in the plan, which has ${plan.candidates.length} candidate(s).`);
  }
  return candidate;
}

type Tags = Readonly<Record<string, string>>;

/** What every restored database carries: deletion and adoption ask for it, in code and in IAM. */
export function candidateTags(plan: Pick<RestorePlan, 'runId' | 'sourceDatabase'>, candidate: Candidate): Tags {
  return {
    'pegasus-backup:run': plan.runId,
    'pegasus-backup:source': plan.sourceDatabase.identifier,
    'pegasus-backup:time': candidate.recoveryPoint.time,
  };
}

/** The tags that are missing or different; none means that it is this candidate. */
export function foreignTags(found: Tags, expected: Tags): string[] {
  return Object.keys(expected).filter((tag) => found[tag] !== expected[tag]);
}
