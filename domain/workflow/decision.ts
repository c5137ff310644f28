import { ATTEMPT_LIMIT, type Choice, type Situation } from './failure-policy';
import type { Action, Decision, RestorePlan, StepName } from './workflow';

/** The actions of an operator, and what becomes of the run. */
export const ACTIONS: Readonly<Record<Decision['action'], Action>> = {
  retry: 'again',
  next: 'next',
  abort: 'stop',
  accept: 'accept',
};

/** To accept what no check has passed, or to approve what is from after the incident, takes a reason of a sentence. */
export const REASON_LENGTH = 10;

/** The stores are verified by then: only the application's checks are missing. */
const ACCEPTABLE: readonly StepName[] = ['RunChecks', 'RunSmokeJob'];

/** Carries out a decision that is allowed; else the run goes on waiting. */
export function chooseByDecision(decision: Decision | undefined, situation: Situation): Choice {
  const refusal =
    decision === undefined
      ? 'the answer is not a decision with `action`, `by`, `at` and `reason`'
      : whyRefused(decision, situation);
  if (decision === undefined || refusal !== undefined) {
    return { action: 'hold', reason: `The decision was refused: ${refusal}.` };
  }
  const { action, by, at, reason } = decision;
  return { action: ACTIONS[action], reason: `${by} decided \`${action}\` at ${at}: ${reason}` };
}

/** @returns undefined when the decision stands */
export function whyRefused({ action, by, reason }: Decision, situation: Situation): string | undefined {
  const { failure, plan, candidate, attempts, hold } = situation;
  if (by.trim() === '') return '`by` is missing: give your name';
  if (reason.trim() === '') return '`reason` is missing: state why, in one sentence';
  if (hold === 'second person' && isSamePerson(by, plan.requestedBy)) {
    return `${by} requested the restore; another person must decide`;
  }
  const next = plan.candidates[candidate + 1];
  if (action === 'next' && next === undefined) {
    return `there is no candidate after ${candidate + 1} of ${plan.candidates.length}`;
  }
  if (action === 'next' && next?.needsApproval !== undefined) {
    if (isSamePerson(by, plan.requestedBy)) {
      return `the next candidate needs approval (${next.needsApproval}), and ${by} requested the restore: another person must approve it`;
    }
    if (reason.trim().length < REASON_LENGTH) {
      return `\`reason\` must have at least ${REASON_LENGTH} characters to approve the next candidate: ${next.needsApproval}`;
    }
  }
  if ((action === 'next' || action === 'retry') && attempts.length >= ATTEMPT_LIMIT) {
    return `this run has made ${attempts.length + 1} attempts, the limit: abort, and start another run`;
  }
  if (action !== 'accept') return undefined;
  if (!ACCEPTABLE.includes(failure.step)) {
    return `${failure.step} has failed; only what fails in ${ACCEPTABLE.join(' or ')} can be accepted`;
  }
  return reason.trim().length < REASON_LENGTH
    ? `\`reason\` must have at least ${REASON_LENGTH} characters to accept what is not verified`
    : undefined;
}

/** Names are what people type; who may answer at all is for IAM. */
export const isSamePerson = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase();

/** Where the token of a run lies that waits to be approved; only approvers may read it. */
export const approvalKey = ({ evidence }: Pick<RestorePlan, 'evidence'>): string => `${evidence.prefix}approval.json`;

/** Where the token of an attempt's hold lies; only those who decide may read it. */
export const decisionKey = ({ evidence }: Pick<RestorePlan, 'evidence'>, attempt: number): string =>
  `${evidence.prefix}decisions/attempt-${attempt}.json`;
