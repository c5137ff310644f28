import { Duration } from 'aws-cdk-lib';
import { describesDatabases } from './database-permissions';
import type { HandlerDefinition } from './handler';
import { readsRuns, writesRuns } from './permission';
import type { RestoreResources } from './restore-resources';

export const awaitDatabase = ({
  database,
  evidence,
}: Pick<RestoreResources, 'database' | 'evidence'>): HandlerDefinition<Record<never, never>> => ({
  bundle: 'await-database',
  description: 'AwaitDatabase: one look at the status of the candidate',
  environment: {},
  permissions: [...describesDatabases(database), ...readsRuns(evidence), ...writesRuns(evidence)],
  timeout: Duration.minutes(1),
});
