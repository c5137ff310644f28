import { ErrorName, KILLED_ERRORS, SERVICE_ERRORS, THROTTLED_ERRORS, TIMED_OUT_ERRORS } from './errors';
import type {
  AcceptedLosses,
  Action,
  Diagnosis,
  FailedAttempt,
  Failure,
  ReferenceProof,
  RestorePlan,
} from './workflow';

/** Why an attempt failed, as far as the name of its error can tell. */
export type FailureKind = 'infrastructure' | 'data' | 'check crashed' | 'unknown';

/** Whether a run that cannot tell by itself how to go on waits for a decision. */
export type HoldPolicy = 'operator' | 'never';

/** How often the same candidate is tried once more, after every retry of the state machine itself. */
export const AGAIN_LIMIT = 2;
/** Attempts of one run, those that an operator asks for included: the state carries them all. */
export const ATTEMPT_LIMIT = 9;
/** Of a cause, in the list of attempts. The whole of it is in the ledger. */
const CAUSE_LIMIT = 500;

/** Where things stand when an attempt has failed. */
export interface Situation {
  readonly failure: Failure;
  readonly attempt: number;
  readonly candidate: number;
  /** Those before this one. */
  readonly attempts: readonly FailedAttempt[];
  readonly plan: Pick<RestorePlan, 'mode' | 'candidates' | 'thaw'>;
  readonly hold: HoldPolicy;
  readonly proof?: Pick<ReferenceProof, 'events'>;
}

/** What to do, and why that and nothing else. */
export interface Choice {
  readonly action: Action;
  readonly reason: string;
  readonly acceptedLosses?: AcceptedLosses;
  /** @default - the same again, or the next */
  readonly candidate?: number;
}

/** Another moment may be free of these: what was restored is not what was asked for, or of no use. */
const DATA: readonly string[] = [
  ErrorName.DATABASE_FAILED,
  ErrorName.WRONG_RECOVERY_POINT,
  ErrorName.HISTORY_TOO_SHORT,
  ErrorName.DANGLING_REFERENCES,
  ErrorName.NOTHING_TO_PROVE,
  ErrorName.CHECK_FAILED,
  ErrorName.SMOKE_JOB_FAILED,
];

/** These pass: nothing that was restored is in doubt. */
const INFRASTRUCTURE: readonly string[] = [
  ErrorName.RETRYABLE,
  ErrorName.OBJECTS_NOT_RESTORED,
  ...SERVICE_ERRORS,
  ...THROTTLED_ERRORS,
  ...KILLED_ERRORS,
  ...TIMED_OUT_ERRORS,
];

/** What is not listed is unknown: a quota, a key, a writer that escaped the freeze need a person, not another try. */
export function kindOf(error: string): FailureKind {
  if (error === ErrorName.CHECK_CRASHED) return 'check crashed';
  if (DATA.includes(error)) return 'data';
  return INFRASTRUCTURE.includes(error) ? 'infrastructure' : 'unknown';
}

/** The runbook's "failed: why?": infrastructure once more, data to the next candidate, everything else to a person. */
export function chooseAction(situation: Situation): Choice {
  const { failure, candidate, attempts, plan } = situation;
  // Asked for: the next attempt thaws what this one found.
  const kind = failure.error === ErrorName.OBJECTS_ARCHIVED && plan.thaw ? 'infrastructure' : kindOf(failure.error);
  const what = `${failure.step} failed with ${failure.error} (${kind})`;
  if (kind === 'infrastructure' || kind === 'check crashed') {
    const tried = attempts.filter((one) => one.candidate === candidate && one.action === 'again').length;
    return tried < AGAIN_LIMIT && attempts.length < ATTEMPT_LIMIT
      ? { action: 'again', reason: `${what}: the same candidate once more, ${tried + 1} of ${AGAIN_LIMIT}` }
      : held(situation, `${what}, ${tried + 1} times at this candidate`);
  }
  if (plan.mode === 'drill') return { action: 'stop', reason: `${what}: a drill shows it, and tries nothing else` };
  if (failure.error === ErrorName.INVALID_REQUEST && failure.step === 'ThawObjects' && attempts.length === 0)
    return { action: 'stop', reason: `${what}: nothing was touched` };
  if (frozeNothing(failure)) return { action: 'stop', reason: `${what}: nothing was restored` };
  if (kind === 'unknown')
    return held(situation, `${what}: the error does not tell whether a retry or the next candidate would help`);
  const next = plan.candidates[candidate + 1];
  if (next === undefined) return held(situation, `${what}, and no candidate is left of ${plan.candidates.length}`);
  return next.needsApproval === undefined
    ? { action: 'next', reason: `${what}: on to ${next.objectTime}, ${next.reason}` }
    : held(situation, `${what}, and the next candidate, ${next.objectTime}, needs approval: ${next.needsApproval}`);
}

const BEFORE_THE_FREEZE: readonly string[] = [
  ErrorName.TRAFFIC_UNREADABLE,
  ErrorName.REFERENCES_NOT_PROVED,
  ErrorName.DATABASE_UNTRUSTED,
];

/** Or what it had frozen was undone: there is nothing frozen to wait with. */
const frozeNothing = ({ step, error }: Failure): boolean =>
  error === ErrorName.FREEZE_FAILED || (step === 'FreezeWrites' && BEFORE_THE_FREEZE.includes(error));

function held({ hold, plan }: Situation, reason: string): Choice {
  return { action: hold === 'never' || plan.mode === 'drill' ? 'stop' : 'hold', reason };
}

/** The answer of DiagnoseFailure: a new attempt has a number, and the old one goes into the list. */
export function diagnosisOf({ failure, attempt, candidate, attempts, proof }: Situation, choice: Choice): Diagnosis {
  const { action, reason, acceptedLosses } = choice;
  if (action !== 'again' && action !== 'next') return { action, reason, attempt, candidate, attempts };
  const { events } = proof ?? {};
  const { step, error, cause } = failure;
  const short = { step, error, cause: cause.length > CAUSE_LIMIT ? `${cause.slice(0, CAUSE_LIMIT - 1)}…` : cause };
  return {
    action,
    reason,
    attempt: attempt + 1,
    candidate: choice.candidate ?? (action === 'next' ? candidate + 1 : candidate),
    attempts: [...attempts, { attempt, candidate, failure: short, action, reason, ...(events && { events }) }],
    ...(acceptedLosses && { acceptedLosses }),
  };
}
