import type { SmokeJob, Workflow } from '../domain/workflow';
import { stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface RunSmokeJobEnvironment {
  readonly APPLICATION_URL: string;
  readonly ALLOW_PRIVATE_ADDRESSES?: string;
  readonly WRITE_TOKEN_SECRET_ARN?: string;
}

export type RunSmokeJobInput = Pick<Workflow, 'plan' | 'attempt' | 'lowTraffic'>;

export const handler = stepHandler<RunSmokeJobInput, SmokeJob>('RunSmokeJob', async () => {
  throw new Error('RunSmokeJob is not written yet');
});
