import { Duration } from 'aws-cdk-lib';
import type { DiagnoseFailureEnvironment } from '../../../lambda/steps/diagnose-failure';
import type { HandlerDefinition } from '../../handler/handler';
import { publishes } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';

export const diagnoseFailure = ({
  evidence,
  notifications,
  traffic,
  hold,
  pair,
}: Pick<
  RestoreResources,
  'evidence' | 'notifications' | 'traffic' | 'hold' | 'pair'
>): HandlerDefinition<DiagnoseFailureEnvironment> => ({
  bundle: 'diagnose-failure',
  description: 'DiagnoseFailure: freezes again, diagnoses the failed attempt, chooses what comes next',
  environment: {
    ...traffic.environment,
    NOTIFICATION_TOPIC_ARN: notifications.topicArn,
    PAIR: pair,
    HOLD: hold.policy,
  },
  permissions: [
    ...traffic.driven('puts traffic back to frozen when an attempt of this run has opened it'),
    ...readsRuns(evidence),
    ...writesRuns(evidence, 'DiagnoseFailure'),
    ...publishes(notifications, 'tells stakeholders how the restore goes on'),
  ],
  timeout: Duration.minutes(5),
});
