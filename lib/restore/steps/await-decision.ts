import { Duration } from 'aws-cdk-lib';
import type { AwaitDecisionEnvironment } from '../../../lambda/steps/await-decision';
import type { HandlerDefinition } from '../../handler/handler';
import { publishes } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';

export const awaitDecision = ({
  evidence,
  notifications,
  hold,
  pair,
}: Pick<
  RestoreResources,
  'evidence' | 'notifications' | 'hold' | 'pair'
>): HandlerDefinition<AwaitDecisionEnvironment> => ({
  bundle: 'await-decision',
  description: 'AwaitDecision: asks an operator how a failed restore continues',
  environment: {
    NOTIFICATION_TOPIC_ARN: notifications.topicArn,
    PAIR: pair,
    PATIENCE_SECONDS: String(hold.patience.toSeconds()),
  },
  permissions: [
    ...readsRuns(evidence),
    ...writesRuns(evidence, 'AwaitDecision'),
    ...publishes(notifications, 'asks the operators for a decision'),
  ],
  timeout: Duration.minutes(1),
});
