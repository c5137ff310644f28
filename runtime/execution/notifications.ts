import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { METRIC_DIMENSION, METRIC_NAMESPACE, NOTIFICATIONS_FAILED } from '../../domain/readiness/readiness';
import type { MailText } from '../../domain/workflow/mail-text';
import { loggerOf } from './logger';

/** SNS: at most 100 characters of ASCII, no line breaks. */
const SUBJECT_LIMIT = 100;

/** The topic that tells people what a restore does. */
export class Notifications {
  private readonly logger = loggerOf('Notifications');

  constructor(
    private readonly topicArn: string | undefined,
    /** Value of the metric's dimension. */
    private readonly pair: string,
    private readonly client = new SNSClient({}),
  ) {}

  /** Publishes, where there is a topic. Never throws: the run goes on, and a failure is logged, and counted for an alarm. */
  async publish(subject: string, message: MailText): Promise<void> {
    if (this.topicArn === undefined || this.topicArn === '') return;
    const Subject = subject.replace(/[^\x20-\x7e]+/g, ' ').slice(0, SUBJECT_LIMIT);
    try {
      await this.client.send(new PublishCommand({ TopicArn: this.topicArn, Subject, Message: message }));
    } catch (error) {
      this.logger.error('the notification could not be sent', error as Error);
      this.count();
    }
  }

  /** In the log of the function (EMF): what cannot reach SNS may reach nothing else of AWS. */
  private count(): void {
    const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
    metrics.clearDefaultDimensions();
    metrics.addDimension(METRIC_DIMENSION, this.pair);
    metrics.addMetric(NOTIFICATIONS_FAILED, MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
  }
}
