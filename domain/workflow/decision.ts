import { ErrorName } from './errors';
import { ATTEMPT_LIMIT, type Choice, type Situation } from './failure-policy';
import { quoted } from './quoted';
import type { Action, Decision, RestorePlan, StepName } from './workflow';

/** The actions of an operator, and what becomes of the run. */
const ACTIONS: Readonly<Record<Decision['action'], Action>> = {
  retry: 'again',
  next: 'next',
  abort: 'stop',
  accept: 'accept',
  'accept-losses': 'again',
};

/** To accept what no check has passed, or to approve what is from after the incident, takes a reason of a sentence. */
export const REASON_LENGTH = 10;

/** The stores are verified by then: only the application's checks, or the erasures, are missing. */
const ACCEPTABLE: readonly StepName[] = ['RunChecks', 'RunSmokeJob', 'RepeatErasures'];

/** Whose findings can be named one by one. */
export const NAMEABLE: readonly string[] = [ErrorName.DANGLING_REFERENCES, ErrorName.OBJECTS_NOT_RESTORED];

/** Carries out a decision that is allowed; else the run goes on waiting. */
export function chooseByDecision(decision: Decision | undefined, situation: Situation): Choice {
  const refusal =
    decision === undefined
      ? 'the answer is not a decision with `action`, `by`, `at` and `reason`'
      : decision.action === 'accept-losses' && decision.acceptedLosses === undefined
        ? 'it names no losses'
        : whyRefused(decision, situation);
  if (decision === undefined || refusal !== undefined) {
    return { action: 'hold', reason: `The decision was refused: ${refusal}.` };
  }
  const { acceptedLosses, candidate, decidedIn } = decision;
  const where = decidedIn === undefined ? '' : ` (${decidedIn})`;
  return {
    action: ACTIONS[decision.action],
    reason: `${sayDecision(decision)}${where}`,
    ...(acceptedLosses && { acceptedLosses, candidate }),
  };
}

export const sayDecision = ({ action, by, at, reason }: Decision): string =>
  `${quoted(by)} decided \`${action}\` at ${at}: ${quoted(reason)}`;

/** @returns undefined when the decision stands. Who may decide at all is for IAM, before it gets here. */
export function whyRefused(
  { action, reason }: Pick<Decision, 'action' | 'reason'>,
  { failure, plan, candidate, attempts }: Pick<Situation, 'failure' | 'plan' | 'candidate' | 'attempts'>,
): string | undefined {
  if (reason.trim() === '') return '`reason` is missing: state why, in one sentence';
  const next = plan.candidates[candidate + 1];
  if (action === 'next' && next === undefined) {
    return `there is no candidate after ${candidate + 1} of ${plan.candidates.length}`;
  }
  if (action === 'next' && next?.needsApproval !== undefined && reason.trim().length < REASON_LENGTH) {
    return `\`reason\` must have at least ${REASON_LENGTH} characters to approve the next candidate: ${next.needsApproval}`;
  }
  if (['next', 'retry', 'accept-losses'].includes(action) && attempts.length >= ATTEMPT_LIMIT) {
    return `this run has made ${attempts.length + 1} attempts, the limit: abort, and start another run`;
  }
  if (action === 'accept-losses') return whyLossesAreRefused(failure, reason);
  if (action !== 'accept') return undefined;
  if (!ACCEPTABLE.includes(failure.step)) {
    return `${failure.step} has failed; only what fails in ${ACCEPTABLE.slice(0, -1).join(', ')} or ${ACCEPTABLE.at(-1)} can be accepted`;
  }
  return reason.trim().length < REASON_LENGTH
    ? `\`reason\` must have at least ${REASON_LENGTH} characters to accept what is not verified`
    : undefined;
}

function whyLossesAreRefused({ step, error }: Situation['failure'], reason: string): string | undefined {
  if (!NAMEABLE.includes(error)) {
    return `${step} failed with ${error}; losses can be accepted by name after ${NAMEABLE.join(' or ')}`;
  }
  return reason.trim().length < REASON_LENGTH
    ? `\`reason\` must have at least ${REASON_LENGTH} characters to accept what is lost`
    : undefined;
}

/** Since when a run waits to be approved, for people. */
export const approvalKey = ({ evidence }: Pick<RestorePlan, 'evidence'>): string => `${evidence.prefix}approval.json`;

/** The same of an attempt's hold. */
export const decisionKey = ({ evidence }: Pick<RestorePlan, 'evidence'>, attempt: number): string =>
  `${evidence.prefix}decisions/attempt-${attempt}.json`;
