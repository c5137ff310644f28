import { Duration } from 'aws-cdk-lib';
import type { PlanRestoreEnvironment } from '../../lambda/plan-restore';
import { describesDatabases, rdsArn } from './database-permissions';
import type { HandlerDefinition } from './handler';
import { publishes, readsManifests, readsRuns, takesLock, writesRuns } from './permission';
import type { RestoreResources } from './restore-resources';

export const planRestore = (resources: RestoreResources): HandlerDefinition<PlanRestoreEnvironment> => ({
  bundle: 'plan-restore',
  description: 'PlanRestore: validates the request, chooses candidates, names everything, takes the lock',
  environment: {
    EVIDENCE_BUCKET: resources.evidence.bucketName,
    PROTECTED_BUCKET: resources.bucket.bucketName,
    OBJECT_PREFIX: resources.prefix,
    DATABASE_IDENTIFIER: resources.database.identifier,
    DATABASE_RESOURCE_ID: resources.database.instance.instanceResourceId,
    RETENTION_DAYS: String(resources.retention.period.toDays()),
    APPROVAL: resources.approvalRequired ? 'required' : 'none',
    NOTIFICATION_TOPIC_ARN: resources.notifications.topicArn,
  },
  permissions: [
    ...describesDatabases(resources.database),
    {
      reason: 'reads the window of point-in-time recovery and the snapshots to choose candidates from',
      actions: ['rds:DescribeDBInstanceAutomatedBackups', 'rds:DescribeDBSnapshots'],
      resources: [
        rdsArn(resources.database, 'db', '*'),
        rdsArn(resources.database, 'auto-backup', '*'),
        rdsArn(resources.database, 'snapshot', '*'),
      ],
    },
    ...takesLock(resources.evidence),
    ...readsRuns(resources.evidence),
    ...readsManifests(resources.evidence),
    ...writesRuns(resources.evidence),
    ...publishes(resources.notifications, 'tells stakeholders that a restore is in progress'),
  ],
  timeout: Duration.minutes(5),
});
