import { Duration } from 'aws-cdk-lib';
import type { RestoreDatabaseEnvironment } from '../../../lambda/steps/restore-database';
import type { HandlerDefinition } from '../../handler/handler';
import { readsManifests } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { candidateEnvironment, databaseNetwork } from '../shared/database-environment';

export const restoreDatabase = ({
  database,
  evidence,
  drillSecurityGroup,
  network,
}: Pick<
  RestoreResources,
  'database' | 'evidence' | 'drillSecurityGroup' | 'network'
>): HandlerDefinition<RestoreDatabaseEnvironment> => ({
  bundle: 'restore-database',
  description: 'RestoreDatabase: asks RDS for the candidate under a new identifier',
  environment: candidateEnvironment({ database, drillSecurityGroup }),
  permissions: [
    ...database._definition.permissions.describes,
    ...database._definition.permissions.restores,
    ...database._definition.permissions.remakesParameterGroups,
    ...readsRuns(evidence),
    ...readsManifests(evidence),
    ...writesRuns(evidence, 'RestoreDatabase'),
  ],
  network: databaseNetwork({ database, network }),
  timeout: Duration.minutes(5),
});
