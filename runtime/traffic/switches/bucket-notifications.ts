import { isDeepStrictEqual } from 'node:util';
import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import * as z from 'zod';
import {
  type BucketNotificationsSpec,
  type BucketNotificationsState,
  bucketNotificationsIn,
  switchName,
} from '../../../domain/traffic/switches';
import type { TrafficMode } from '../../../domain/workflow/workflow';
import type { SwitchAdapter } from './switch';

const configurations = z.array(z.record(z.string(), z.unknown()));

/**
 * The notifications of a bucket to functions, queues and topics. Held back they are taken out of the configuration, so
 * that S3 tells nothing: a function that is stopped otherwise, or a queue, would be given every event later. EventBridge
 * stays as it is, because other services listen there; `rule` holds its rules back.
 */
export class BucketNotificationsSwitch implements SwitchAdapter<BucketNotificationsState> {
  readonly schema = z.object({ functions: configurations, queues: configurations, topics: configurations });
  readonly name: string;

  constructor(
    private readonly spec: BucketNotificationsSpec,
    private readonly s3: Pick<S3Client, 'send'>,
  ) {
    this.name = switchName(spec);
  }

  async read(): Promise<BucketNotificationsState> {
    const { LambdaFunctionConfigurations, QueueConfigurations, TopicConfigurations } = await this.configuration();
    return {
      functions: plain(LambdaFunctionConfigurations),
      queues: plain(QueueConfigurations),
      topics: plain(TopicConfigurations),
    };
  }

  stateIn(mode: TrafficMode, prior: BucketNotificationsState): BucketNotificationsState {
    return bucketNotificationsIn(mode, prior);
  }

  async write({ functions, queues, topics }: BucketNotificationsState): Promise<void> {
    const { EventBridgeConfiguration } = await this.configuration();
    const kept = {
      LambdaFunctionConfigurations: functions,
      QueueConfigurations: queues,
      TopicConfigurations: topics,
    };
    // As S3 answered them, and as JSON has kept them since.
    const wanted: NotificationConfiguration = { ...JSON.parse(JSON.stringify(kept)), EventBridgeConfiguration };
    await this.s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: this.spec.bucket,
        NotificationConfiguration: wanted,
        // A queue that is gone must not keep the others from being put back.
        SkipDestinationValidation: true,
      }),
    );
  }

  async awaits(state: BucketNotificationsState): Promise<string | undefined> {
    const reached = isDeepStrictEqual(await this.read(), state);
    return reached ? undefined : `the ${this.name} are not ${JSON.stringify(state)} yet`;
  }

  private async configuration() {
    return await this.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: this.spec.bucket }));
  }
}

/** As JSON keeps them, by name: S3 promises no order, and what is read is compared with what was kept. */
const plain = (found: readonly { readonly Id?: string }[] = []): Record<string, unknown>[] =>
  JSON.parse(JSON.stringify([...found].sort((one, other) => ((one.Id ?? '') < (other.Id ?? '') ? -1 : 1))));
