import { Duration } from 'aws-cdk-lib';
import { describesDatabases, encryptsStorage, groupArns, rdsArn, SOURCE_TAG } from './database-permissions';
import type { HandlerDefinition } from './handler';
import { readsManifests, readsRuns, writesRuns } from './permission';
import type { RestoreResources } from './restore-resources';

export const restoreDatabase = ({
  database,
  evidence,
}: Pick<RestoreResources, 'database' | 'evidence'>): HandlerDefinition<Record<never, never>> => ({
  bundle: 'restore-database',
  description: 'RestoreDatabase: asks RDS for the candidate under a new identifier',
  environment: {},
  permissions: [
    ...describesDatabases(database),
    {
      reason: 'restores under a new name, which must carry the tag of its source',
      actions: ['rds:RestoreDBInstanceToPointInTime', 'rds:RestoreDBInstanceFromDBSnapshot', 'rds:AddTagsToResource'],
      resources: [
        rdsArn(database, 'db', '*'),
        rdsArn(database, 'snapshot', '*'),
        rdsArn(database, 'auto-backup', '*'),
        ...groupArns(database),
      ],
      conditions: { StringEquals: { [`aws:RequestTag/${SOURCE_TAG}`]: database.identifier } },
    },
    ...encryptsStorage(database),
    ...readsRuns(evidence),
    ...readsManifests(evidence),
    ...writesRuns(evidence),
  ],
  timeout: Duration.minutes(5),
});
