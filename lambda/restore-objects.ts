import type { Workflow } from '../domain/workflow';
import { stepHandler } from './step';

export type RestoreObjectsInput = Pick<Workflow, 'plan' | 'objectPlan'>;

export const handler = stepHandler<
  { plan: Workflow['plan']; objectPlan: Workflow['objectPlan']; part: { Key: string } },
  number
>('RestoreObjects', async () => {
  throw new Error('RestoreObjects is not written yet');
});
