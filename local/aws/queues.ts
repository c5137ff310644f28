import { randomUUID } from 'node:crypto';
import type { Outcome } from './lambda/invocation';
import { ServiceError } from './protocols/service-error';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './service';

/** Lambda takes so many messages at once. */
const BATCH = 10;

interface Reader {
  readonly functionArn: string;
  readonly isEnabled: () => boolean;
}

interface Queue {
  readonly messages: { readonly messageId: string; readonly body: string }[];
  reader?: Reader;
  isRead: boolean;
  reading?: Promise<void>;
}

/** SQS, as far as services put messages into queues and functions are fed from them; it answers no requests here. */
export class LocalQueues {
  private readonly queues = new Map<string, Queue>();

  constructor(private readonly invoke: (functionArn: string, event: string) => Promise<Outcome>) {}

  /** Empty, whatever was there before. @returns its ARN */
  create(name: string): string {
    const arn = `arn:aws:sqs:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${name}`;
    this.queues.set(arn, { messages: [], isRead: false });
    return arn;
  }

  /** @throws ServiceError for a queue that there is not */
  send(arn: string, body: string): void {
    this.found(arn).messages.push({ messageId: randomUUID(), body });
    this.read(arn);
  }

  /** Messages that nothing has handled. */
  waiting(arn: string): number {
    return this.found(arn).messages.length;
  }

  purge(arn: string): void {
    this.found(arn).messages.length = 0;
  }

  /** What an event source mapping is: it reads while it is enabled. */
  attach(arn: string, reader: Reader): void {
    this.found(arn).reader = reader;
  }

  /** Resolves when nothing is being read. */
  async waitUntilStable(): Promise<void> {
    for (const { reading } of this.queues.values()) await reading;
  }

  /** Begins where messages wait and a mapping is enabled. */
  read(arn: string): void {
    const queue = this.found(arn);
    if (!queue.isRead) queue.reading = this.readAll(arn, queue);
  }

  /** A batch that failed stays, and is tried again with the next message. */
  private async readAll(arn: string, queue: Queue): Promise<void> {
    const { messages, reader } = queue;
    queue.isRead = true;
    try {
      while (reader?.isEnabled() && messages.length > 0) {
        const batch = messages.slice(0, BATCH);
        const Records = batch.map((message) => ({ ...message, eventSource: 'aws:sqs', eventSourceARN: arn }));
        const outcome = await this.invoke(reader.functionArn, JSON.stringify({ Records }));
        if ('error' in outcome) return;
        messages.splice(0, batch.length);
      }
    } finally {
      queue.isRead = false;
    }
  }

  private found(arn: string): Queue {
    const queue = this.queues.get(arn);
    if (queue !== undefined) return queue;
    throw new ServiceError('QueueDoesNotExist', `The specified queue does not exist: ${arn}.`);
  }
}
