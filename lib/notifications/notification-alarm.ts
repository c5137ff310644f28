import { Alarm, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { PairMetrics } from '../readiness/pair-metrics';

export interface NotificationAlarmProps {
  readonly notifications: ITopic;
  readonly metrics: PairMetrics;
}

/**
 * Approvers or deciders have not been told: a handler could not publish, or SNS could not deliver. It tells
 * by the same topic, since other subscribers may hear it, and stands in the console where none does.
 */
export class NotificationAlarm extends Alarm {
  constructor(scope: Construct, id: string, { notifications, metrics }: NotificationAlarmProps) {
    const published = metrics.failedNotifications();
    const { period } = published;
    const delivered = new Metric({
      namespace: 'AWS/SNS',
      metricName: 'NumberOfNotificationsFailed',
      dimensionsMap: { TopicName: notifications.topicName },
      statistic: 'Sum',
      period,
    });
    super(scope, id, {
      alarmDescription: `A message about a restore of ${metrics.pair} did not reach its readers. What to do: docs/runbook.md#notificationsfailed`,
      metric: new MathExpression({
        label: 'Messages that were not published or not delivered',
        expression: 'FILL(published, 0) + FILL(delivered, 0)',
        usingMetrics: { published, delivered },
        period,
      }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.addAlarmAction(new SnsAction(notifications));
  }
}
