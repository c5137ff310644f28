import {
  type Event,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfigurationFilter,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { EventConsumer } from '../../domain/events/consumers';

interface Configuration {
  readonly Events?: readonly Event[];
  readonly Filter?: NotificationConfigurationFilter;
}

/** Whom the bucket tells of its events, as its notification configuration says. */
export async function bucketConsumers(client: Pick<S3Client, 'send'>, bucket: string): Promise<EventConsumer[]> {
  const found = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
  const { LambdaFunctionConfigurations = [], QueueConfigurations = [], TopicConfigurations = [] } = found;
  return [
    ...LambdaFunctionConfigurations.map((one) => consumer('function', one.LambdaFunctionArn, one)),
    ...QueueConfigurations.map((one) => consumer('queue', one.QueueArn, one)),
    ...TopicConfigurations.map((one) => consumer('topic', one.TopicArn, one)),
    ...(found.EventBridgeConfiguration ? [consumer('EventBridge', 'default', { Events: EVERY_EVENT })] : []),
  ];
}

const EVERY_EVENT = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] as const;

function consumer(kind: EventConsumer['kind'], name = '', { Events = [], Filter }: Configuration): EventConsumer {
  const value = (wanted: string) =>
    Filter?.Key?.FilterRules?.find((rule) => rule.Name?.toLowerCase() === wanted)?.Value ?? '';
  return { kind, name, events: [...Events], prefix: value('prefix'), suffix: value('suffix') };
}
