import { Duration } from 'aws-cdk-lib';
import type { KeepDatabaseEnvironment } from '../../../lambda/steps/keep-database';
import type { HandlerDefinition } from '../../handler/handler';
import { readsSecret } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { cutOverJson } from '../shared/cut-over-json';
import { databaseEnvironment } from '../shared/database-environment';

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
    ...database._definition.permissions.describes,
    ...readsSecret(database.credentials, 'asks the database for its name'),
    ...cutOver._definition.reads('learns where the database is after a cut-over'),
    ...readsRuns(evidence),
    ...writesRuns(evidence, 'KeepDatabase'),
  ],
  timeout: Duration.minutes(5),
  network,
});
