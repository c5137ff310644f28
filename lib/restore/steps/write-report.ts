import { Duration } from 'aws-cdk-lib';
import { EVIDENCE_LOCK_DAYS, KEPT_EVIDENCE } from '../../../domain/workflow/kept-evidence';
import type { WriteReportEnvironment } from '../../../lambda/steps/write-report';
import type { HandlerDefinition } from '../../handler/handler';
import { locksEvidence, type Permission, publishes } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import { objectivesOf } from '../../options/objectives';
import type { RestoreResources } from '../resources';

export const writeReport = (
  resources: Pick<RestoreResources, 'evidence' | 'notifications' | 'objectives' | 'pair' | 'signingKey'>,
): HandlerDefinition<WriteReportEnvironment> => ({
  bundle: 'write-report',
  description: 'WriteReport: writes report.json, report.md and report.html, and tells stakeholders',
  environment: {
    EVIDENCE_BUCKET: resources.evidence.bucketName,
    EVIDENCE_LOCK_DAYS: String(EVIDENCE_LOCK_DAYS),
    NOTIFICATION_TOPIC_ARN: resources.notifications.topicArn,
    PAIR: resources.pair,
    OBJECTIVES: JSON.stringify(objectivesOf(resources.objectives)),
    SIGNING_KEY_ARN: resources.signingKey?.keyArn,
  },
  permissions: [
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence, 'WriteReport'),
    ...reports(resources),
  ],
  timeout: Duration.minutes(5),
});

/** What it takes beside writing the evidence of the run. */
export const reports = ({
  evidence,
  notifications,
}: Pick<RestoreResources, 'evidence' | 'notifications'>): Permission[] => [
  ...locksEvidence(evidence, KEPT_EVIDENCE.report),
  ...publishes(notifications, 'tells stakeholders how the restore ended'),
];
