import type { RestorePlan, Workflow } from '../domain/workflow';
import { stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface PlanRestoreEnvironment {
  readonly EVIDENCE_BUCKET: string;
  readonly PROTECTED_BUCKET: string;
  readonly OBJECT_PREFIX?: string;
  readonly DATABASE_IDENTIFIER: string;
  readonly RETENTION_DAYS: string;
  readonly APPROVAL: string;
  readonly NOTIFICATION_TOPIC_ARN?: string;
}

export type PlanRestoreInput = Pick<Workflow, 'request' | 'execution'>;

export const handler = stepHandler<PlanRestoreInput, RestorePlan>('PlanRestore', async () => {
  throw new Error('PlanRestore is not written yet');
});
