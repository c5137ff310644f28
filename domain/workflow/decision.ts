import { ATTEMPT_LIMIT, type Choice, type Situation } from './failure-policy';
import type { Action, Decision, RestorePlan, StepName } from './workflow';

/** The words of an operator, and what becomes of the run. */
export const ACTIONS: Readonly<Record<Decision['action'], Action>> = {
  retry: 'again',
  next: 'next',
  abort: 'stop',
  accept: 'accept',
};

/** Whoever accepts what no check has passed, or approves what is from after the incident, says why, in a sentence. */
export const REASON_LENGTH = 10;

/** The stores are proved and rewound by then: only the application's word is missing. */
const ACCEPTABLE: readonly StepName[] = ['RunChecks', 'RunSmokeJob'];

/** Carries out what a person said, where it may be said; else the run goes on waiting. */
export function chooseByDecision(decision: Decision | undefined, situation: Situation): Choice {
  const refusal = decision === undefined ? 'the answer was not understood' : whyRefused(decision, situation);
  if (decision === undefined || refusal !== undefined) {
    return { action: 'hold', reason: `The decision was refused: ${refusal}.` };
  }
  const { action, by, at, reason } = decision;
  return { action: ACTIONS[action], reason: `${by} said \`${action}\` at ${at}: ${reason}` };
}

/** @returns undefined when the decision stands */
export function whyRefused({ action, by, reason }: Decision, situation: Situation): string | undefined {
  const { failure, plan, candidate, attempts, hold } = situation;
  if (by.trim() === '') return '`by` is missing: who decides?';
  if (reason.trim() === '') return '`reason` is missing: say why, in a sentence';
  if (hold === 'second person' && isSamePerson(by, plan.requestedBy)) {
    return `${by} started the restore, and somebody else must decide`;
  }
  const next = plan.candidates[candidate + 1];
  if (action === 'next' && next === undefined) {
    return `there is no candidate after ${candidate + 1} of ${plan.candidates.length}`;
  }
  if (action === 'next' && next?.needsApproval !== undefined) {
    if (isSamePerson(by, plan.requestedBy)) {
      return `the next candidate needs approval (${next.needsApproval}), and ${by} started the restore: somebody else must give it`;
    }
    if (reason.trim().length < REASON_LENGTH) {
      return `\`reason\` must have at least ${REASON_LENGTH} characters to approve the next candidate: ${next.needsApproval}`;
    }
  }
  if ((action === 'next' || action === 'retry') && attempts.length >= ATTEMPT_LIMIT) {
    return `this run has made ${attempts.length + 1} attempts: abort, and start another`;
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
