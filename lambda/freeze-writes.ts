import type { Freeze, Workflow } from '../domain/workflow';
import { stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface FreezeWritesEnvironment {
  readonly TRAFFIC_PARAMETER: string;
}

export type FreezeWritesInput = Pick<Workflow, 'plan'>;

export const handler = stepHandler<FreezeWritesInput, Freeze>('FreezeWrites', async () => {
  throw new Error('FreezeWrites is not written yet');
});
