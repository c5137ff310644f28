import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { operation } from './protocols/operation';
import { answerQuery } from './protocols/query';
import { ServiceError } from './protocols/service-error';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalService } from './service';

export interface TopicMessage {
  readonly id: string;
  readonly topicArn: string;
  readonly subject?: string;
  readonly message: string;
}

/** SNS: topics, and the messages that were published to them, kept. Nothing is delivered. */
export class LocalTopics implements LocalService {
  readonly name = 'sns';
  readonly messages: TopicMessage[] = [];
  private readonly topics = new Set<string>();

  /** @returns the topic's ARN; creating a topic that exists is not an error, as in SNS */
  create(name: string): string {
    const arn = `arn:aws:sns:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${name}`;
    this.topics.add(arn);
    return arn;
  }

  private readonly operations = {
    CreateTopic: operation(z.strictObject({ Name: z.string().regex(/^[\w-]{1,256}$/) }), ({ Name }) => ({
      TopicArn: this.create(Name),
    })),
    Publish: operation(
      z.strictObject({ TopicArn: z.string(), Message: z.string().min(1), Subject: z.string().max(100).optional() }),
      ({ TopicArn, Message, Subject }) => {
        if (Buffer.byteLength(Message) > 262_144) {
          throw new ServiceError('InvalidParameter', 'Invalid parameter: Message too long');
        }
        return { MessageId: this.publish(TopicArn, Message, Subject) };
      },
    ),
  };

  /** @returns the message's id */
  publish(topicArn: string, message: string, subject?: string): string {
    if (!this.topics.has(topicArn)) throw new ServiceError('NotFound', 'Topic does not exist', 404);
    const id = randomUUID();
    this.messages.push({ id, topicArn, subject, message });
    return id;
  }

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerQuery(this.name, this.operations, request, response);
  }

  async close(): Promise<void> {}
}
