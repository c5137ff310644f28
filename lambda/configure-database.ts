import type { RestoredDatabase, Workflow } from '../domain/workflow';
import { stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface ConfigureDatabaseEnvironment {
  readonly DATABASE_SECRET_ARN: string;
}

export type ConfigureDatabaseInput = Pick<Workflow, 'plan' | 'attempt' | 'databaseRestore'>;

export const handler = stepHandler<ConfigureDatabaseInput, RestoredDatabase>('ConfigureDatabase', async () => {
  throw new Error('ConfigureDatabase is not written yet');
});
