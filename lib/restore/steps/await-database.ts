import { Duration } from 'aws-cdk-lib';
import type { AwaitDatabaseEnvironment } from '../../../lambda/steps/await-database';
import type { HandlerDefinition } from '../../handler/handler';
import { readsManifests, readsRuns, writesRuns } from '../../handler/permission';
import type { RestoreResources } from '../resources';
import { candidateEnvironment, databaseNetwork } from '../shared/database-environment';

export const awaitDatabase = ({
  database,
  evidence,
  drillSecurityGroup,
  network,
}: Pick<
  RestoreResources,
  'database' | 'evidence' | 'drillSecurityGroup' | 'network'
>): HandlerDefinition<AwaitDatabaseEnvironment> => ({
  bundle: 'await-database',
  description: 'AwaitDatabase: one look at the status of the candidate',
  environment: candidateEnvironment({ database, drillSecurityGroup }),
  permissions: [
    ...database.definition.permissions.describes,
    ...database.definition.permissions.continuesRestore,
    ...readsRuns(evidence),
    ...readsManifests(evidence),
    ...writesRuns(evidence),
  ],
  network: databaseNetwork({ database, network }),
  timeout: Duration.minutes(1),
});
