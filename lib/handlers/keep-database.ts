import { Duration } from 'aws-cdk-lib';
import type { KeepDatabaseEnvironment } from '../../lambda/keep-database';
import { cutOverJson } from './cut-over-json';
import { databaseEnvironment } from './database-environment';
import type { HandlerDefinition } from './handler';
import { readsRuns, readsSecret, writesRuns } from './permission';
import type { RestoreResources } from './restore-resources';

export const keepDatabase = ({
  database,
  cutOver,
  evidence,
  network,
}: Pick<
  RestoreResources,
  'database' | 'cutOver' | 'evidence' | 'network'
>): HandlerDefinition<KeepDatabaseEnvironment> => ({
  bundle: 'keep-database',
  description: 'KeepDatabase: finds the database that stays where only the objects go back, and changes nothing',
  environment: {
    ...databaseEnvironment(database),
    DATABASE_IDENTIFIER: database.identifier,
    DATABASE_SECRET_ARN: database.credentials.secretArn,
    CUT_OVER: cutOverJson({ cutOver, evidence }),
  },
  permissions: [
    ...database.definition.permissions.describes,
    ...readsSecret(database.credentials, 'asks the database for its name'),
    ...cutOver.definition.reads('learns where the database is after a cut-over'),
    ...readsRuns(evidence),
    ...writesRuns(evidence),
  ],
  timeout: Duration.minutes(5),
  network,
});
