import type { ObjectPlan, Workflow } from '../domain/workflow';
import { stepHandler } from './step';

export type PlanObjectsInput = Pick<Workflow, 'plan' | 'attempt' | 'objectPlan'>;

export const handler = stepHandler<PlanObjectsInput, ObjectPlan>('PlanObjects', async () => {
  throw new Error('PlanObjects is not written yet');
});
