import type { Workflow } from '../domain/workflow';
import { stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface RequestApprovalEnvironment {
  readonly EVIDENCE_BUCKET: string;
  readonly NOTIFICATION_TOPIC_ARN: string;
}

export type RequestApprovalInput = Pick<Workflow, 'plan'>;

export const handler = stepHandler<RequestApprovalInput, void>('RequestApproval', async () => {
  throw new Error('RequestApproval is not written yet');
});
