import { Duration } from 'aws-cdk-lib';
import type { WriteReportEnvironment } from '../../../lambda/steps/write-report';
import type { HandlerDefinition } from '../../handler/handler';
import { type Permission, publishes } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import { objectivesOf } from '../../options/objectives';
import type { RestoreResources } from '../resources';

export const writeReport = (
  resources: Pick<RestoreResources, 'evidence' | 'notifications' | 'objectives' | 'pair'>,
): HandlerDefinition<WriteReportEnvironment> => ({
  bundle: 'write-report',
  description: 'WriteReport: writes report.json, report.md and report.html, and tells stakeholders',
  environment: {
    EVIDENCE_BUCKET: resources.evidence.bucketName,
    NOTIFICATION_TOPIC_ARN: resources.notifications.topicArn,
    PAIR: resources.pair,
    OBJECTIVES: JSON.stringify(objectivesOf(resources.objectives)),
  },
  permissions: [
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence, 'WriteReport'),
    ...reports(resources),
  ],
  timeout: Duration.minutes(5),
});

/** Beside the evidence of the run. */
export const reports = ({ notifications }: Pick<RestoreResources, 'notifications'>): Permission[] =>
  publishes(notifications, 'tells stakeholders how the restore ended');
