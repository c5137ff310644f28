import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  type Event,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfigurationFilter,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { EventConsumer } from '../../domain/events/consumers';
import { IMPATIENT } from '../execution/fail-fast-client';
import { busRules } from './bus-rules';

interface Configuration {
  readonly Events?: readonly Event[];
  readonly Filter?: NotificationConfigurationFilter;
}

/**
 * Whom the bucket tells of its events: its notification configuration says, and where EventBridge is on, the rules of the
 * default bus of the region. Rules that may not be listed are one consumer, with the reason.
 */
export async function bucketConsumers(
  client: S3Client,
  bucket: string,
  bus: Pick<EventBridgeClient, 'send'> = new EventBridgeClient({
    ...IMPATIENT,
    region: client.config.region,
    credentials: client.config.credentials,
  }),
): Promise<EventConsumer[]> {
  const found = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
  const { LambdaFunctionConfigurations = [], QueueConfigurations = [], TopicConfigurations = [] } = found;
  return [
    ...LambdaFunctionConfigurations.map((one) => consumer('function', one.LambdaFunctionArn, one)),
    ...QueueConfigurations.map((one) => consumer('queue', one.QueueArn, one)),
    ...TopicConfigurations.map((one) => consumer('topic', one.TopicArn, one)),
    ...(found.EventBridgeConfiguration ? await rulesOrWhyNot(bus, bucket) : []),
  ];
}

async function rulesOrWhyNot(bus: Pick<EventBridgeClient, 'send'>, bucket: string): Promise<EventConsumer[]> {
  try {
    return await busRules(bus, bucket);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return [{ ...consumer('EventBridge', 'default', { Events: EVERY_EVENT }), cause }];
  }
}

const EVERY_EVENT = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] as const;

function consumer(kind: EventConsumer['kind'], name = '', { Events = [], Filter }: Configuration): EventConsumer {
  const value = (wanted: string) =>
    Filter?.Key?.FilterRules?.find((rule) => rule.Name?.toLowerCase() === wanted)?.Value ?? '';
  return { kind, name, events: [...Events], prefix: value('prefix'), suffix: value('suffix') };
}
