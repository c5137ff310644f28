import { Duration } from 'aws-cdk-lib';
import type { TearDownEnvironment } from '../../lambda/tear-down';
import { describesDatabases, onCandidates } from './database-permissions';
import type { HandlerDefinition } from './handler';
import { readsRuns, takesLock, writesRuns } from './permission';
import type { RestoreResources } from './restore-resources';

export const tearDown = ({
  database,
  evidence,
  traffic,
}: Pick<RestoreResources, 'database' | 'evidence' | 'traffic'>): HandlerDefinition<TearDownEnvironment> => ({
  bundle: 'tear-down',
  description: 'TearDown: removes what a drill made, freezes what is not verified, releases the lock',
  environment: traffic.environment,
  permissions: [
    ...describesDatabases(database),
    onCandidates(
      database,
      ['rds:ModifyDBInstance', 'rds:DeleteDBInstance'],
      'lifts the deletion protection of a candidate and deletes it: never the source, which has no such tag',
    ),
    ...traffic.driven('puts traffic back to frozen when a run that froze it has failed'),
    ...takesLock(evidence),
    ...readsRuns(evidence),
    ...writesRuns(evidence),
  ],
  timeout: Duration.minutes(5),
});
