import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { sayDecision, whyRefused } from '../../domain/workflow/decision';
import { type AcceptedDecision, acceptDecision, refuse } from '../../domain/workflow/decision-request';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { allowedActions } from '../../domain/workflow/offers';
import { quoted } from '../../domain/workflow/quoted';
import type { Approval, Decision, ExecutionIdentity, Workflow } from '../../domain/workflow/workflow';
import { Evidence, evidenceOf } from '../../runtime/evidence/evidence';
import { AnsweredTooLate, Executions, isRunning } from '../../runtime/execution/executions';
import { releaseLock, takeLock } from '../../runtime/execution/restore-lock';
import { findWaiting, type Waiting } from '../../runtime/execution/waiting-run';
import { acceptLosses } from '../../runtime/references/accept-losses';
import { environment, type StepInvocation, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface TakeDecisionEnvironment {
  readonly EVIDENCE_BUCKET: string;
}

export interface TakeDecisionInput {
  /** Whatever the state machine was started with: it may have been typed into a console. */
  readonly request: unknown;
  /** Of the decision. */
  readonly execution: Pick<ExecutionIdentity, 'id'>;
}

/** Output of the decision state machine, for people. */
export interface DecisionTaken {
  /** ARN of the restore's execution. */
  readonly run: string;
  readonly action: AcceptedDecision['action'];
  readonly message: string;
}

/** What TakeDecision needs of the world. */
export interface TakeDecisionWorld {
  readonly evidence: Pick<
    Evidence,
    | 'bucket'
    | 'createJson'
    | 'getJson'
    | 'getTagged'
    | 'getText'
    | 'list'
    | 'putJson'
    | 'putText'
    | 'readLines'
    | 'replaceJson'
  >;
  /** The same, of the run that waits: its own files count, and no others. */
  readonly evidenceOf: (run: Pick<Workflow, 'plan' | 'execution'>) => TakeDecisionWorld['evidence'];
  readonly executions: Pick<Executions, 'describe' | 'lastEntered' | 'tokenOf' | 'answersOf' | 'answer' | 'refuse'>;
  readonly isRunning: (execution: string) => Promise<boolean>;
}

const NO_IDENTITY = 'The run does not say which execution it is of. Abort it by stopping it.';

/**
 * Answers a restore that waits. Who may start this state machine may decide: IAM separates deciding from requesting. The
 * token comes from the history of the execution that waits, leaves this function to Step Functions only, and counts once.
 * @throws DecisionRefused when nothing waits for this decision; the restore waits on
 */
export async function takeDecision(
  { request, execution, step }: TakeDecisionInput & StepInvocation,
  world: TakeDecisionWorld,
): Promise<DecisionTaken> {
  const wanted = acceptDecision(request);
  const waiting = await findWaiting(wanted.run, world);
  const { execution: id, plan, workflow } = waiting;
  const own = { ...world, evidence: world.evidenceOf({ plan, execution: workflow.execution ?? refuse(NO_IDENTITY) }) };
  const given = { ...wanted, at: step.enteredAt, decidedIn: execution.id };
  const message =
    waiting.step === 'RequestApproval'
      ? await answerApproval(waiting, given, own)
      : await answerHold(waiting, given, own);
  return { run: id, action: wanted.action, message };
}

type Given = AcceptedDecision & { readonly at: string; readonly decidedIn: string };

async function answerApproval(waiting: Waiting, given: Given, world: TakeDecisionWorld): Promise<string> {
  const { action, by, at, reason, decidedIn } = given;
  const said = `${quoted(by)} at ${at}: ${quoted(reason)}`;
  if (action !== 'approve' && action !== 'abort') {
    refuse(`The run waits for approval before it begins; \`approve\` and \`abort\` are allowed, not \`${action}\`.`);
  }
  const token = await tokenOf(waiting, world);
  if (action === 'abort') {
    await world.executions
      .refuse(token, ErrorName.APPROVAL_REFUSED, `refused by ${said} (${decidedIn})`)
      .catch(tooLate);
    return `Refused by ${said}. The restore ends; nothing was changed.`;
  }
  const approval: Approval = { approvedBy: by, approvedAt: at, reason, decidedIn };
  await whileLocked(waiting, at, world, () => send(token, approval, waiting, world));
  return `Approved by ${said}. The restore to ${waiting.plan.targetTime} continues.`;
}

async function answerHold(waiting: Waiting, given: Given, world: TakeDecisionWorld): Promise<string> {
  const { run: _, action, losses, ...rest } = given;
  const { plan, failure, attempt = 0, candidate = 0, attempts = [] } = waiting.workflow;
  if (failure === undefined || plan === undefined)
    refuse('The run says nothing of why it waits. Abort it by stopping it.');
  if (action === 'approve') {
    const allowed = allowedActions({ plan, attempt, failure, candidate, attempts }, 'unknown').map(
      (one) => `\`${one}\``,
    );
    refuse(`The run waits for a decision, not for approval; allowed now: ${allowed.join(', ')}.`);
  }
  const refusal = whyRefused({ action, ...rest }, { failure, plan, candidate, attempts });
  if (refusal !== undefined) refuse(`The decision \`${action}\` is refused: ${refusal}.`);
  const held = { plan, attempt, failure, candidate, attempts, earlier: waiting.workflow.acceptedLosses };
  const accepted = losses && (await acceptLosses(losses, rest, held, world.evidence));
  const decision: Decision = { action, ...rest, ...accepted };
  await send(await tokenOf(waiting, world), decision, waiting, world);
  const time = accepted && plan.candidates[accepted.candidate]?.objectTime;
  return `${sayDecision(decision)}.${time === undefined ? '' : ` The restore continues at ${time}.`}`;
}

/** An answer whose own confirmation was lost is found in the restore's history. */
async function send(
  token: string,
  answer: Approval | Decision,
  { execution, step }: Waiting,
  { executions }: TakeDecisionWorld,
): Promise<void> {
  try {
    await executions.answer(token, answer);
  } catch (error) {
    const answers = error instanceof AnsweredTooLate ? await executions.answersOf(step, execution) : [];
    const { approval, decision } = answers.at(-1) ?? {};
    if ((decision ?? approval)?.decidedIn !== answer.decidedIn) tooLate(error);
  }
}

function tooLate(error: unknown): never {
  if (error instanceof AnsweredTooLate) refuse(error.message);
  throw error;
}

const tokenOf = async ({ step, execution }: Waiting, { executions }: TakeDecisionWorld): Promise<string> =>
  (await executions.tokenOf(step, execution)) ?? refuse(`${step} is only being started: try again in a moment.`);

/**
 * Takes the lock for the restore, which has waited without it: a request that no one approves keeps no other from being
 * carried out.
 * @throws DecisionRefused where another restore has the lock, or has had it since this one was planned
 */
async function whileLocked(
  { execution, plan, workflow }: Waiting,
  at: string,
  { evidence, isRunning }: TakeDecisionWorld,
  answer: () => Promise<void>,
): Promise<void> {
  const { runId: owner, requestedBy, lockKey } = plan;
  const plannedAt = workflow.execution?.startedAt ?? refuse(NO_IDENTITY);
  try {
    await takeLock(
      lockKey,
      { owner, execution, requestedBy, takenAt: at },
      { evidence, isRunning, untouchedSince: plannedAt },
    );
  } catch (error) {
    if (!(error instanceof PegasusError) || error.name !== ErrorName.RESTORE_IN_PROGRESS) throw error;
    refuse(error.message);
  }
  try {
    await answer();
  } catch (error) {
    await releaseLock(lockKey, execution, at, evidence);
    throw error;
  }
}

export const handler = stepHandler<TakeDecisionInput, DecisionTaken>('TakeDecision', (input) => {
  const { EVIDENCE_BUCKET } = environment<TakeDecisionEnvironment>({ EVIDENCE_BUCKET: 'required' });
  return takeDecision(input, {
    evidence: new Evidence(new S3Client({}), EVIDENCE_BUCKET),
    evidenceOf: (run) => evidenceOf(run),
    executions: new Executions(new SFNClient({}), 0),
    isRunning: (execution) => isRunning(new SFNClient({}), execution),
  });
});
