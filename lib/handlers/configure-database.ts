import type { ConfigureDatabaseEnvironment } from '../../lambda/configure-database';
import { describesDatabases, groupArns, onCandidates } from './database-permissions';
import { type HandlerDefinition, LONGEST } from './handler';
import { readsManifests, readsRuns, readsSecret, writesRuns } from './permission';
import type { RestoreResources } from './restore-resources';

export const configureDatabase = ({
  database,
  evidence,
  raiseSequencesBy,
  network,
}: Pick<
  RestoreResources,
  'database' | 'evidence' | 'raiseSequencesBy' | 'network'
>): HandlerDefinition<ConfigureDatabaseEnvironment> => ({
  bundle: 'configure-database',
  description: 'ConfigureDatabase: gives the candidate the settings of its source and asks what moment it holds',
  environment: {
    DATABASE_SECRET_ARN: database.credentials.secretArn,
    RAISE_SEQUENCES_BY: String(raiseSequencesBy),
  },
  permissions: [
    ...describesDatabases(database),
    onCandidates(
      database,
      ['rds:ModifyDBInstance', 'rds:RebootDBInstance'],
      'converges what a restore cannot pass; a parameter group may need a reboot',
    ),
    {
      reason: 'ModifyDBInstance is also asked for the groups it assigns',
      actions: ['rds:ModifyDBInstance'],
      resources: groupArns(database),
    },
    {
      reason: 'enhanced monitoring is not part of a restore: the candidate gets the monitoring role of its source',
      actions: ['iam:PassRole'],
      resources: ['*'],
      conditions: { StringEquals: { 'iam:PassedToService': 'monitoring.rds.amazonaws.com' } },
    },
    ...readsSecret(database.credentials, 'connects to the candidate: it has the users of its source'),
    ...readsRuns(evidence),
    ...readsManifests(evidence),
    ...writesRuns(evidence),
  ],
  timeout: LONGEST,
  network,
});
