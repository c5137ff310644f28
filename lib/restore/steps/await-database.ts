import { Duration } from 'aws-cdk-lib';
import type { AwaitDatabaseEnvironment } from '../../../lambda/steps/await-database';
import type { HandlerDefinition } from '../../handler/handler';
import { readsManifests } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
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
    ...database._definition.permissions.describes,
    ...database._definition.permissions.continuesRestore,
    ...readsRuns(evidence),
    ...readsManifests(evidence),
    ...writesRuns(evidence, 'AwaitDatabase'),
  ],
  network: databaseNetwork({ database, network }),
  timeout: Duration.minutes(1),
});
