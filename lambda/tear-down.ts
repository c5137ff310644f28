import type { TornDown, Workflow } from '../domain/workflow';
import { stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface TearDownEnvironment {
  readonly TRAFFIC_PARAMETER: string;
}

export type TearDownInput = Pick<Workflow, 'plan' | 'freeze' | 'lowTraffic' | 'traffic' | 'failure'>;

export const handler = stepHandler<TearDownInput, TornDown>('TearDown', async () => {
  throw new Error('TearDown is not written yet');
});
