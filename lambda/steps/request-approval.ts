import { candidateOf, sayMoment } from '../../domain/workflow/candidates';
import { approvalKey } from '../../domain/workflow/decision';
import { howToDecide, sayRequest } from '../../domain/workflow/how-to-decide';
import { mail } from '../../domain/workflow/mail-text';
import type { Workflow } from '../../domain/workflow/workflow';
import { type Evidence, evidenceOf } from '../../runtime/evidence/evidence';
import { Notifications } from '../../runtime/execution/notifications';
import { environment, type StepInvocation, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface RequestApprovalEnvironment {
  readonly NOTIFICATION_TOPIC_ARN: string;
}

/** `taskToken` lets the run go on: it is stored for the decision state machine only, never logged, never sent. */
export type RequestApprovalInput = Pick<Workflow, 'plan' | 'execution' | 'thaw'> & { readonly taskToken: string };

/** What RequestApproval needs of the world. */
export interface RequestApprovalWorld {
  readonly evidence: Pick<Evidence, 'putJson'>;
  readonly notifications: Pick<Notifications, 'publish'>;
}

/**
 * Asks for approval and ends; the state machine waits until the decision state machine has sent the token back. A retry
 * comes with a new token, which replaces the one that no longer counts.
 */
export async function requestApproval(
  { plan, execution, thaw, taskToken, step }: RequestApprovalInput & StepInvocation,
  { evidence, notifications }: RequestApprovalWorld,
): Promise<void> {
  await evidence.putJson(approvalKey(plan), { requestedAt: step.enteredAt, taskToken });
  const [candidate] = plan.candidates;
  await notifications.publish(
    `Approval needed: restore of ${plan.sourceDatabase.identifier} to ${candidateOf(plan, 0).recoveryPoint.time}`,
    mail([
      `Restore of ${plan.sourceDatabase.identifier} and s3://${plan.objects.bucket}/${plan.objects.prefix} to ` +
        `${sayMoment(plan, 0)}, ${sayRequest(plan)}`,
      `First candidate: ${candidate?.reason ?? 'none'}. Nothing has been touched yet.`,
      ...(plan.notes ?? []).map((note) => `Note: ${note}.`),
      ...(thaw?.says === undefined ? [] : [`Thawed first: ${thaw.says}.`]),
      '',
      'To approve it (to refuse it, the action is abort):',
      ...howToDecide(plan, execution, 'approve'),
    ]),
  );
}

export const handler = stepHandler<RequestApprovalInput, void>('RequestApproval', (input) => {
  const { NOTIFICATION_TOPIC_ARN } = environment<RequestApprovalEnvironment>({
    NOTIFICATION_TOPIC_ARN: 'required',
  });
  return requestApproval(input, {
    evidence: evidenceOf(input),
    notifications: new Notifications(NOTIFICATION_TOPIC_ARN),
  });
});
