import { candidateOf, sayMoment } from '../../domain/workflow/candidates';
import { approvalKey } from '../../domain/workflow/decision';
import { sayHooks } from '../../domain/workflow/hooks';
import { howToDecide, sayRequest } from '../../domain/workflow/how-to-decide';
import { mail } from '../../domain/workflow/mail-text';
import type { Workflow } from '../../domain/workflow/workflow';
import { type Evidence, evidenceOf } from '../../runtime/evidence/evidence';
import { Notifications } from '../../runtime/execution/notifications';
import { environment, type StepInvocation, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface RequestApprovalEnvironment {
  readonly NOTIFICATION_TOPIC_ARN: string;
  readonly PAIR: string;
}

export type RequestApprovalInput = Pick<Workflow, 'plan' | 'execution' | 'thaw'>;

/** What RequestApproval needs of the world. */
export interface RequestApprovalWorld {
  readonly evidence: Pick<Evidence, 'putJson'>;
  readonly notifications: Pick<Notifications, 'publish'>;
}

/**
 * Asks for approval and ends; the state machine waits until the decision state machine has sent the token back. The token
 * is not for this step: it is stored nowhere, TakeDecision reads it in the history of the execution.
 */
export async function requestApproval(
  { plan, execution, thaw, step }: RequestApprovalInput & StepInvocation,
  { evidence, notifications }: RequestApprovalWorld,
): Promise<void> {
  await evidence.putJson(approvalKey(plan), { requestedAt: step.enteredAt });
  const [candidate] = plan.candidates;
  await notifications.publish(
    `Approval needed: restore of ${plan.sourceDatabase.identifier} to ${candidateOf(plan, 0).recoveryPoint.time}`,
    mail([
      `Restore of ${plan.sourceDatabase.identifier} and s3://${plan.objects.bucket}/${plan.objects.prefix} to ` +
        `${sayMoment(plan, 0)}, ${sayRequest(plan)}`,
      `First candidate: ${candidate?.reason ?? 'none'}. Nothing has been touched yet.`,
      ...(plan.notes ?? []).map((note) => `Note: ${note}.`),
      ...sayHooks(plan),
      ...(thaw?.says === undefined ? [] : [`Thawed first: ${thaw.says}.`]),
      '',
      'To approve it (to refuse it, the action is abort):',
      ...howToDecide(plan, execution, 'approve'),
    ]),
  );
}

export const handler = stepHandler<RequestApprovalInput, void>('RequestApproval', (input) => {
  const { NOTIFICATION_TOPIC_ARN, PAIR } = environment<RequestApprovalEnvironment>({
    NOTIFICATION_TOPIC_ARN: 'required',
    PAIR: 'required',
  });
  return requestApproval(input, {
    evidence: evidenceOf(input),
    notifications: new Notifications(NOTIFICATION_TOPIC_ARN, PAIR),
  });
});
