import type { ObjectsVerified, Workflow } from '../domain/workflow';
import { stepHandler } from './step';

export type VerifyObjectsInput = Pick<Workflow, 'plan' | 'attempt' | 'objectPlan'>;

export const handler = stepHandler<VerifyObjectsInput, ObjectsVerified>('VerifyObjects', async () => {
  throw new Error('VerifyObjects is not written yet');
});
