import { Duration } from 'aws-cdk-lib';
import type { RequestApprovalEnvironment } from '../../../lambda/steps/request-approval';
import type { HandlerDefinition } from '../../handler/handler';
import { publishes, readsRuns, writesRuns } from '../../handler/permission';
import type { RestoreResources } from '../resources';

export const requestApproval = (
  resources: Pick<RestoreResources, 'evidence' | 'notifications'>,
): HandlerDefinition<RequestApprovalEnvironment> => ({
  bundle: 'request-approval',
  description: 'RequestApproval: asks for the approval of a restore',
  environment: {
    NOTIFICATION_TOPIC_ARN: resources.notifications.topicArn,
  },
  permissions: [
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence),
    ...publishes(resources.notifications, 'asks the approvers'),
  ],
  timeout: Duration.minutes(1),
});
