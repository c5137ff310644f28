import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { operation } from './protocols/operation';
import { answerQuery } from './protocols/query';
import { ServiceError } from './protocols/service-error';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalService } from './service';
import { signatureOf } from './signature';

export interface TopicMessage {
  readonly id: string;
  readonly topicArn: string;
  readonly subject?: string;
  readonly message: string;
}

export interface TopicSettings {
  /** ARN. */
  readonly key?: string;
  /** Its statements. @default - the account may publish */
  readonly policy?: readonly object[];
}

/** What a publisher must be allowed with the key of an encrypted topic. */
const ENCRYPTS = ['kms:GenerateDataKey', 'kms:Decrypt'];
const OF_THE_ACCOUNT = {
  Effect: 'Allow',
  Principal: { AWS: '*' },
  Action: ['SNS:Publish', 'SNS:GetTopicAttributes'],
  Condition: { StringEquals: { 'AWS:SourceOwner': LOCAL_ACCOUNT } },
};

/** SNS: topics, and the messages that were published to them, kept. Nothing is delivered. */
export class LocalTopics implements LocalService {
  readonly name = 'sns';
  readonly messages: TopicMessage[] = [];
  private readonly topics = new Map<string, TopicSettings>();

  /** @param mayUse whether the role of a caller allows an action on a key */
  constructor(private readonly mayUse: (caller: string, action: string, key: string) => boolean = () => true) {}

  /** @returns the topic's ARN; creating a topic that exists is not an error, as in SNS */
  create(name: string, settings: TopicSettings = {}): string {
    const arn = `arn:aws:sns:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${name}`;
    this.topics.set(arn, settings);
    return arn;
  }

  private readonly operationsOf = (caller: string) => ({
    CreateTopic: operation(z.strictObject({ Name: z.string().regex(/^[\w-]{1,256}$/) }), ({ Name }) => ({
      TopicArn: this.create(Name),
    })),
    GetTopicAttributes: operation(z.strictObject({ TopicArn: z.string() }), ({ TopicArn }) => {
      const { key, policy = [OF_THE_ACCOUNT] } = this.find(TopicArn);
      const Policy = JSON.stringify({ Version: '2008-10-17', Statement: policy });
      return { Attributes: { TopicArn, Policy, ...(key !== undefined && { KmsMasterKeyId: key }) } };
    }),
    Publish: operation(
      z.strictObject({ TopicArn: z.string(), Message: z.string().min(1), Subject: z.string().max(100).optional() }),
      ({ TopicArn, Message, Subject }) => {
        if (Buffer.byteLength(Message) > 262_144) {
          throw new ServiceError('InvalidParameter', 'Invalid parameter: Message too long');
        }
        const { key } = this.find(TopicArn);
        const denied = ENCRYPTS.find((action) => key !== undefined && !this.mayUse(caller, action, key));
        if (denied !== undefined) throw new ServiceError('KMSAccessDenied', `${caller} may not ${denied} on ${key}.`);
        return { MessageId: this.publish(TopicArn, Message, Subject) };
      },
    ),
  });

  private find(topicArn: string): TopicSettings {
    const found = this.topics.get(topicArn);
    if (found === undefined) throw new ServiceError('NotFound', 'Topic does not exist', 404);
    return found;
  }

  /** @returns the message's id */
  publish(topicArn: string, message: string, subject?: string): string {
    this.find(topicArn);
    const id = randomUUID();
    this.messages.push({ id, topicArn, subject, message });
    return id;
  }

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const caller = signatureOf(request.headers.authorization)?.accessKeyId ?? '';
    return answerQuery(this.name, this.operationsOf(caller), request, response);
  }

  async close(): Promise<void> {}
}
