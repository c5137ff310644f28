import type { DatabaseRestore, Workflow } from '../domain/workflow';
import { stepHandler } from './step';

export type RestoreDatabaseInput = Pick<Workflow, 'plan' | 'attempt'>;

export const handler = stepHandler<RestoreDatabaseInput, DatabaseRestore>('RestoreDatabase', async () => {
  throw new Error('RestoreDatabase is not written yet');
});
