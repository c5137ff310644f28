import { Duration } from 'aws-cdk-lib';
import type { RequestApprovalEnvironment } from '../../../lambda/steps/request-approval';
import type { HandlerDefinition } from '../../handler/handler';
import { publishes } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';

export const requestApproval = (
  resources: Pick<RestoreResources, 'evidence' | 'notifications' | 'pair'>,
): HandlerDefinition<RequestApprovalEnvironment> => ({
  bundle: 'request-approval',
  description: 'RequestApproval: asks for the approval of a restore',
  environment: {
    NOTIFICATION_TOPIC_ARN: resources.notifications.topicArn,
    PAIR: resources.pair,
  },
  permissions: [
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence, 'RequestApproval'),
    ...publishes(resources.notifications, 'asks the approvers'),
  ],
  timeout: Duration.minutes(1),
});
