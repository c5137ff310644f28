import { Duration } from 'aws-cdk-lib';
import type { AwaitDatabaseEnvironment } from '../../lambda/await-database';
import { databaseEnvironment } from './database-environment';
import type { HandlerDefinition } from './handler';
import { readsManifests, readsRuns, writesRuns } from './permission';
import type { RestoreResources } from './restore-resources';

export const awaitDatabase = ({
  database,
  evidence,
}: Pick<RestoreResources, 'database' | 'evidence'>): HandlerDefinition<AwaitDatabaseEnvironment> => ({
  bundle: 'await-database',
  description: 'AwaitDatabase: one look at the status of the candidate',
  environment: databaseEnvironment(database),
  permissions: [
    ...database.definition.permissions.describes,
    ...database.definition.permissions.continuesRestore,
    ...readsRuns(evidence),
    ...readsManifests(evidence),
    ...writesRuns(evidence),
  ],
  timeout: Duration.minutes(1),
});
