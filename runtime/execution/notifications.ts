import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { MailText } from '../../domain/workflow/mail-text';
import { loggerOf } from './logger';

/** SNS: at most 100 characters of ASCII, no line breaks. */
const SUBJECT_LIMIT = 100;

/** The topic that tells people what a restore does. */
export class Notifications {
  private readonly logger = loggerOf('Notifications');

  constructor(
    private readonly topicArn: string | undefined,
    private readonly client = new SNSClient({}),
  ) {}

  /** Publishes, where there is a topic. Never throws: a failure is logged, and the run goes on. */
  async publish(subject: string, message: MailText): Promise<void> {
    if (this.topicArn === undefined || this.topicArn === '') return;
    const Subject = subject.replace(/[^\x20-\x7e]+/g, ' ').slice(0, SUBJECT_LIMIT);
    try {
      await this.client.send(new PublishCommand({ TopicArn: this.topicArn, Subject, Message: message }));
    } catch (error) {
      this.logger.error('the notification could not be sent', error as Error);
    }
  }
}
