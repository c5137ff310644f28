import type { DatabaseStatus, Workflow } from '../domain/workflow';
import { stepHandler } from './step';

export type AwaitDatabaseInput = Pick<Workflow, 'plan' | 'databaseRestore' | 'databaseStatus'>;

export const handler = stepHandler<AwaitDatabaseInput, DatabaseStatus>('AwaitDatabase', async () => {
  throw new Error('AwaitDatabase is not written yet');
});
