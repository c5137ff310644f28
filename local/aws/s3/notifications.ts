import type { Bucket } from './bucket';
import { parseXml, type XmlElement } from './xml-document';

export type EventName =
  | 's3:ObjectCreated:Put'
  | 's3:ObjectCreated:Copy'
  | 's3:ObjectCreated:CompleteMultipartUpload'
  | 's3:ObjectRemoved:DeleteMarkerCreated';

/** An event of a bucket on its way to one of those that the bucket's notifications name. */
export interface Notification {
  /** ARN of a function, a queue or a topic; or EventBridge, which passes it to the rules. */
  readonly to: string | 'EventBridge';
  readonly event: EventName;
  readonly bucket: string;
  readonly key: string;
}

const DESTINATIONS = [
  ['CloudFunctionConfiguration', 'CloudFunction'],
  ['QueueConfiguration', 'Queue'],
  ['TopicConfiguration', 'Topic'],
] as const;

/** Who is told of an event, as the bucket's notification configuration says. */
export function notificationsOf(bucket: Bucket, event: EventName, key: string): Notification[] {
  const kept = bucket.configurations.get('notification');
  if (kept === undefined) return [];
  const configuration = parseXml(kept, 'NotificationConfiguration');
  const told = DESTINATIONS.flatMap(([element, arn]) =>
    configuration
      .all(element)
      .filter((one) => wants(one, event) && passes(one, key))
      .map((one) => one.required(arn)),
  );
  if (configuration.child('EventBridgeConfiguration')) told.push('EventBridge');
  return told.map((to) => ({ to, event, bucket: bucket.name, key }));
}

const wants = (configuration: XmlElement, event: EventName): boolean =>
  configuration
    .all('Event')
    .some(({ text }) => text === event || (text.endsWith('*') && event.startsWith(text.slice(0, -1))));

function passes(configuration: XmlElement, key: string): boolean {
  const rules = configuration.child('Filter')?.child('S3Key')?.all('FilterRule') ?? [];
  return rules.every((rule) => {
    const value = rule.value('Value') ?? '';
    return rule.value('Name')?.toLowerCase() === 'prefix' ? key.startsWith(value) : key.endsWith(value);
  });
}
