import type { TrafficResumed, Workflow } from '../domain/workflow';
import { stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface ResumeTrafficEnvironment {
  readonly TRAFFIC_PARAMETER: string;
}

export type ResumeTrafficInput = Pick<Workflow, 'plan' | 'freeze' | 'lowTraffic'>;

export const handler = stepHandler<ResumeTrafficInput, TrafficResumed>('ResumeTraffic', async () => {
  throw new Error('ResumeTraffic is not written yet');
});
