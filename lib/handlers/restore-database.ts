import { Duration } from 'aws-cdk-lib';
import type { RestoreDatabaseEnvironment } from '../../lambda/restore-database';
import { databaseEnvironment } from './database-environment';
import type { HandlerDefinition } from './handler';
import { readsManifests, readsRuns, writesRuns } from './permission';
import type { RestoreResources } from './restore-resources';

export const restoreDatabase = ({
  database,
  evidence,
}: Pick<RestoreResources, 'database' | 'evidence'>): HandlerDefinition<RestoreDatabaseEnvironment> => ({
  bundle: 'restore-database',
  description: 'RestoreDatabase: asks RDS for the candidate under a new identifier',
  environment: databaseEnvironment(database),
  permissions: [
    ...database.definition.permissions.describes,
    ...database.definition.permissions.restores,
    ...readsRuns(evidence),
    ...readsManifests(evidence),
    ...writesRuns(evidence),
  ],
  timeout: Duration.minutes(5),
});
