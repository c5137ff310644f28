import { S3Client } from '@aws-sdk/client-s3';
import { decisionKey, REASON_LENGTH } from '../../domain/workflow/decision';
import { howToAcceptLosses, howToDecide } from '../../domain/workflow/how-to-decide';
import type { Workflow } from '../../domain/workflow/workflow';
import { Evidence } from '../../runtime/evidence/evidence';
import { Notifications } from '../../runtime/execution/notifications';
import { lossesOf } from '../../runtime/references/losses';
import { environment, type StepInvocation, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface AwaitDecisionEnvironment {
  readonly EVIDENCE_BUCKET: string;
  readonly NOTIFICATION_TOPIC_ARN: string;
  readonly PATIENCE_SECONDS: string;
}

/** `taskToken` lets the run go on: it is stored for the decision state machine only, never logged, never sent. */
export type AwaitDecisionInput = Pick<Workflow, 'plan' | 'attempt' | 'candidate' | 'execution'> &
  Required<Pick<Workflow, 'diagnosis' | 'failure'>> & { readonly taskToken: string };

/** What AwaitDecision needs of the world. */
export interface AwaitDecisionWorld {
  readonly evidence: Pick<Evidence, 'getJson' | 'list' | 'putJson'>;
  readonly notifications: Pick<Notifications, 'publish'>;
  readonly patienceSeconds: number;
}

/**
 * Asks an operator and ends; the state machine waits, frozen, until the decision state machine has sent the token back
 * or the time is over. A retry comes with a new token, which replaces the one that no longer counts.
 */
export async function awaitDecision(
  { plan, attempt, candidate, execution, diagnosis, failure, taskToken, step }: AwaitDecisionInput & StepInvocation,
  { evidence, notifications, patienceSeconds }: AwaitDecisionWorld,
): Promise<void> {
  const key = decisionKey(plan, attempt);
  const expiresAt = new Date(Date.parse(step.enteredAt) + patienceSeconds * 1000).toISOString();
  // A list that cannot be read keeps no one from deciding.
  const losses = await lossesOf(plan, attempt, failure, evidence).catch(() => undefined);
  await evidence.putJson(key, { askedAt: step.enteredAt, expiresAt, reason: diagnosis.reason, taskToken });
  await notifications.publish(
    `DECISION NEEDED: restore of ${plan.sourceDatabase.identifier} is paused, traffic frozen`,
    [
      `${diagnosis.reason}.`,
      `${failure.step} failed: ${failure.cause}`,
      '',
      `Traffic stays frozen. Without a decision by ${expiresAt} the run ends, still frozen. Choose one of`,
      '  retry   try the same candidate again',
      `  next    ${sayNext(plan, candidate)}`,
      '  abort   end the run; traffic stays frozen',
      `  accept  open traffic although checks failed; needs a reason of at least ${REASON_LENGTH} characters`,
      ...(losses === undefined
        ? []
        : [
            `  accept-losses   go on without exactly the ${losses.length} that are lost, at the first candidate that lacks nothing else`,
          ]),
      'with',
      ...howToDecide(plan, execution, 'retry'),
      ...(losses === undefined
        ? []
        : [
            '',
            'If they are lost for good, read the list, and accept them by name:',
            ...howToAcceptLosses(plan, execution, attempt),
          ]),
    ].join('\n'),
  );
}

function sayNext({ candidates }: Workflow['plan'], candidate: number): string {
  const next = candidates[candidate + 1];
  if (next === undefined) return 'not possible: no candidate is left';
  if (next.needsApproval === undefined) return `go on to the next candidate, ${next.objectTime}`;
  return (
    `approve the next candidate, ${next.objectTime}, ${next.needsApproval}; ` +
    `needs a reason of at least ${REASON_LENGTH} characters`
  );
}

export const handler = stepHandler<AwaitDecisionInput, void>('AwaitDecision', (input) => {
  const { EVIDENCE_BUCKET, NOTIFICATION_TOPIC_ARN, PATIENCE_SECONDS } = environment<AwaitDecisionEnvironment>({
    EVIDENCE_BUCKET: 'required',
    NOTIFICATION_TOPIC_ARN: 'required',
    PATIENCE_SECONDS: 'required',
  });
  return awaitDecision(input, {
    evidence: new Evidence(new S3Client({}), EVIDENCE_BUCKET),
    notifications: new Notifications(NOTIFICATION_TOPIC_ARN),
    patienceSeconds: Number(PATIENCE_SECONDS),
  });
});
