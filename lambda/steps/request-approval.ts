import { S3Client } from '@aws-sdk/client-s3';
import { candidateOf, sayMoment } from '../../domain/workflow/candidates';
import { approvalKey } from '../../domain/workflow/decision';
import type { Workflow } from '../../domain/workflow/workflow';
import { Evidence } from '../../runtime/evidence/evidence';
import { Notifications } from '../../runtime/execution/notifications';
import { environment, type StepInvocation, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface RequestApprovalEnvironment {
  readonly EVIDENCE_BUCKET: string;
  readonly NOTIFICATION_TOPIC_ARN: string;
}

/** `taskToken` lets the run go on: it is stored where only approvers may read, never logged, never sent. */
export type RequestApprovalInput = Pick<Workflow, 'plan'> & { readonly taskToken: string };

/** What RequestApproval needs of the world. */
export interface RequestApprovalWorld {
  readonly evidence: Pick<Evidence, 'bucket' | 'putJson'>;
  readonly notifications: Pick<Notifications, 'publish'>;
}

/**
 * Asks for approval and ends; the state machine waits until the token is sent back. A retry comes with a new token,
 * which replaces the one that no longer counts.
 */
export async function requestApproval(
  { plan, taskToken, step }: RequestApprovalInput & StepInvocation,
  { evidence, notifications }: RequestApprovalWorld,
): Promise<void> {
  const key = approvalKey(plan);
  await evidence.putJson(key, { requestedAt: step.enteredAt, taskToken });
  const [candidate] = plan.candidates;
  await notifications.publish(
    `Approval needed: restore of ${plan.sourceDatabase.identifier} to ${candidateOf(plan, 0).recoveryPoint.time}`,
    [
      `${plan.requestedBy} wants to restore ${plan.sourceDatabase.identifier} and s3://${plan.objects.bucket}/` +
        `${plan.objects.prefix} to ${sayMoment(plan, 0)} (${plan.mode}): ${plan.reason}`,
      `First candidate: ${candidate?.reason ?? 'none'}. Nothing has been touched yet.`,
      '',
      'To approve (give your own name), or to refuse:',
      '  pegasus-backup approve --state-machine … --by …',
      '  pegasus-backup approve --state-machine … --by … --refuse "…"',
      'or with the AWS CLI, to approve:',
      `  token=$(aws s3 cp s3://${evidence.bucket}/${key} - | jq -r .taskToken)`,
      '  aws stepfunctions send-task-success --task-token "$token" \\',
      `    --task-output '{"approvedBy": "…", "approvedAt": "'$(date -u +%FT%TZ)'"}'`,
      'To refuse:',
      '  aws stepfunctions send-task-failure --task-token "$token" --error ApprovalRefused --cause "…"',
    ].join('\n'),
  );
}

export const handler = stepHandler<RequestApprovalInput, void>('RequestApproval', (input) => {
  const { EVIDENCE_BUCKET, NOTIFICATION_TOPIC_ARN } = environment<RequestApprovalEnvironment>({
    EVIDENCE_BUCKET: 'required',
    NOTIFICATION_TOPIC_ARN: 'required',
  });
  return requestApproval(input, {
    evidence: new Evidence(new S3Client({}), EVIDENCE_BUCKET),
    notifications: new Notifications(NOTIFICATION_TOPIC_ARN),
  });
});
