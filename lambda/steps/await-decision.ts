import { decisionKey } from '../../domain/workflow/decision';
import { mail } from '../../domain/workflow/mail-text';
import { isFrozen, sayOffers } from '../../domain/workflow/offers';
import type { Workflow } from '../../domain/workflow/workflow';
import { type Evidence, evidenceOf } from '../../runtime/evidence/evidence';
import { Notifications } from '../../runtime/execution/notifications';
import { lossesOf } from '../../runtime/references/losses';
import { environment, type StepInvocation, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface AwaitDecisionEnvironment {
  readonly NOTIFICATION_TOPIC_ARN: string;
  readonly PAIR: string;
  readonly PATIENCE_SECONDS: string;
}

export type AwaitDecisionInput = Pick<
  Workflow,
  'plan' | 'attempt' | 'candidate' | 'attempts' | 'execution' | 'freeze'
> &
  Required<Pick<Workflow, 'diagnosis' | 'failure'>>;

/** What AwaitDecision needs of the world. */
export interface AwaitDecisionWorld {
  readonly evidence: Pick<Evidence, 'getJson' | 'list' | 'putJson'>;
  readonly notifications: Pick<Notifications, 'publish'>;
  readonly patienceSeconds: number;
}

/**
 * Asks an operator and ends; the state machine waits, frozen, until the decision state machine has sent the token back
 * or the time is over. The token is not for this step: TakeDecision reads it in the history of the execution.
 */
export async function awaitDecision(
  { execution, diagnosis, step, ...held }: AwaitDecisionInput & StepInvocation,
  { evidence, notifications, patienceSeconds }: AwaitDecisionWorld,
): Promise<void> {
  const { plan, attempt, failure } = held;
  const key = decisionKey(plan, attempt);
  const expiresAt = new Date(Date.parse(step.enteredAt) + patienceSeconds * 1000).toISOString();
  // A list that cannot be read keeps no one from deciding.
  const losses = await lossesOf(plan, attempt, failure, evidence).then(
    (found) => found?.length,
    () => 'unknown' as const,
  );
  await evidence.putJson(key, { askedAt: step.enteredAt, expiresAt, reason: diagnosis.reason });
  const frozen = isFrozen(held);
  await notifications.publish(
    `DECISION NEEDED: restore of ${plan.sourceDatabase.identifier} is paused, ${frozen ? 'traffic frozen' : 'nothing frozen yet'}`,
    mail([
      `${diagnosis.reason}.`,
      `${failure.step} failed: ${failure.cause}`,
      '',
      frozen
        ? `Traffic stays frozen. Without a decision by ${expiresAt} the run ends, still frozen.`
        : `Traffic is not frozen, and nothing has been changed. Without a decision by ${expiresAt} the run ends.`,
      ...sayOffers(held, execution, losses),
    ]),
  );
}

export const handler = stepHandler<AwaitDecisionInput, void>('AwaitDecision', (input) => {
  const { NOTIFICATION_TOPIC_ARN, PAIR, PATIENCE_SECONDS } = environment<AwaitDecisionEnvironment>({
    NOTIFICATION_TOPIC_ARN: 'required',
    PAIR: 'required',
    PATIENCE_SECONDS: 'required',
  });
  return awaitDecision(input, {
    evidence: evidenceOf(input),
    notifications: new Notifications(NOTIFICATION_TOPIC_ARN, PAIR),
    patienceSeconds: Number(PATIENCE_SECONDS),
  });
});
