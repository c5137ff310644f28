import type { Report, Workflow } from '../domain/workflow';
import { stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface WriteReportEnvironment {
  readonly EVIDENCE_BUCKET: string;
  readonly NOTIFICATION_TOPIC_ARN?: string;
}

export type WriteReportInput = Pick<Workflow, 'request' | 'execution'>;

export const handler = stepHandler<WriteReportInput, Report>('WriteReport', async () => {
  throw new Error('WriteReport is not written yet');
});
