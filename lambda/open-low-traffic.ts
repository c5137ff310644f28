import type { LowTraffic, Workflow } from '../domain/workflow';
import { stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface OpenLowTrafficEnvironment {
  readonly TRAFFIC_PARAMETER: string;
  readonly CUT_OVER_SECRET_ARN: string;
}

export type OpenLowTrafficInput = Pick<Workflow, 'plan' | 'freeze' | 'database'>;

export const handler = stepHandler<OpenLowTrafficInput, LowTraffic>('OpenLowTraffic', async () => {
  throw new Error('OpenLowTraffic is not written yet');
});
