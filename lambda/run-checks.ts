import type { ChecksRun, Workflow } from '../domain/workflow';
import { stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface RunChecksEnvironment {
  readonly DATABASE_SECRET_ARN: string;
  readonly REFERENCES: string;
  readonly APPLICATION_URL: string;
  readonly ALLOW_PRIVATE_ADDRESSES?: string;
  readonly WRITE_TOKEN_SECRET_ARN?: string;
}

export type RunChecksInput = Pick<Workflow, 'plan' | 'attempt' | 'database' | 'objectPlan' | 'lowTraffic'>;

export const handler = stepHandler<RunChecksInput, ChecksRun>('RunChecks', async () => {
  throw new Error('RunChecks is not written yet');
});
