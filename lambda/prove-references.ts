import type { ReferenceProof, Workflow } from '../domain/workflow';
import { stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface ProveReferencesEnvironment {
  readonly DATABASE_SECRET_ARN: string;
  readonly REFERENCES: string;
}

export type ProveReferencesInput = Pick<Workflow, 'plan' | 'attempt' | 'database' | 'objectPlan'>;

export const handler = stepHandler<ProveReferencesInput, ReferenceProof>('ProveReferences', async () => {
  throw new Error('ProveReferences is not written yet');
});
