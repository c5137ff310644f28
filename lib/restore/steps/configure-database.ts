import type { ConfigureDatabaseEnvironment } from '../../../lambda/steps/configure-database';
import { type HandlerDefinition, LONGEST } from '../../handler/handler';
import { readsManifests, readsSecret } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { candidateEnvironment } from '../shared/database-environment';

export const configureDatabase = ({
  database,
  evidence,
  raiseSequencesBy,
  continueSequences,
  cutOver,
  drillSecurityGroup,
  network,
}: Pick<
  RestoreResources,
  'database' | 'evidence' | 'raiseSequencesBy' | 'continueSequences' | 'cutOver' | 'drillSecurityGroup' | 'network'
>): HandlerDefinition<ConfigureDatabaseEnvironment> => ({
  bundle: 'configure-database',
  description: 'ConfigureDatabase: applies the settings of the source to the candidate and reads its recovery point',
  environment: {
    ...candidateEnvironment({ database, drillSecurityGroup }),
    DATABASE_SECRET_ARN: database.credentials.secretArn,
    RAISE_SEQUENCES_BY: String(raiseSequencesBy),
    CONTINUE_SEQUENCES: String(continueSequences),
    RENAMED_AT_CUT_OVER: String(cutOver._definition.spec.kind === 'rename-swap'),
  },
  permissions: [
    ...database._definition.permissions.describes,
    ...database._definition.permissions.configures,
    ...database._definition.permissions.findsDependents,
    ...readsSecret(
      database.credentials,
      'connects to the candidate, and gives it this password when it still has an older one',
    ),
    ...readsRuns(evidence),
    ...readsManifests(evidence),
    ...writesRuns(evidence, 'ConfigureDatabase'),
  ],
  timeout: LONGEST,
  network,
});
