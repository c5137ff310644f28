/**
 * What a rewind raises: each copy and each delete marker is an event of the bucket, as a user's upload and deletion are.
 * S3 has no way to write without one.
 */
export const RAISED = [
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:DeleteMarkerCreated',
] as const;
export type RaisedEvent = (typeof RAISED)[number];

/** Whom a bucket tells of its events. */
export interface EventConsumer {
  readonly kind: 'function' | 'queue' | 'topic' | 'EventBridge';
  /** ARN; of EventBridge, the name of the bus. */
  readonly name: string;
  /** As S3 writes them, such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

/** How many events one of them is given. */
export interface ConsumerCount extends EventConsumer {
  readonly count: Readonly<Partial<Record<RaisedEvent, number>>>;
}

export function isTold(consumer: EventConsumer, event: string, key: string): boolean {
  return wants(consumer, event) && key.startsWith(consumer.prefix) && key.endsWith(consumer.suffix);
}

/** Whether a rewind of a prefix can reach it at all. */
export const canBeTold = (consumer: EventConsumer, prefix: string): boolean =>
  (prefix.startsWith(consumer.prefix) || consumer.prefix.startsWith(prefix)) &&
  RAISED.some((event) => wants(consumer, event));

const wants = ({ events }: EventConsumer, event: string): boolean =>
  events.some((one) => one === event || (one.endsWith('*') && event.startsWith(one.slice(0, -1))));

export const totalOf = ({ count }: ConsumerCount): number =>
  RAISED.reduce((sum, event) => sum + (count[event] ?? 0), 0);

/** `attempt-<n>/events.json`: whom the writes of an attempt reach, and with how many events. */
export type BucketEvents =
  | { readonly outcome: 'counted'; readonly consumers: readonly ConsumerCount[] }
  | { readonly outcome: 'unknown'; readonly cause: string };

/** Of several attempts: each has raised its own. What is unknown of one is unknown of all. */
export function allEvents(attempts: readonly BucketEvents[]): BucketEvents | null {
  const unknown = attempts.find(({ outcome }) => outcome === 'unknown');
  if (unknown !== undefined) return unknown;
  const sums = new Map<string, ConsumerCount>();
  for (const attempt of attempts) {
    if (attempt.outcome !== 'counted') continue;
    for (const consumer of attempt.consumers) {
      const { count, ...who } = consumer;
      const before = sums.get(JSON.stringify(who))?.count ?? {};
      const sum = RAISED.flatMap((event) => {
        const events = (before[event] ?? 0) + (count[event] ?? 0);
        return events > 0 ? [[event, events]] : [];
      });
      sums.set(JSON.stringify(who), { ...who, count: Object.fromEntries(sum) });
    }
  }
  return attempts.length === 0 ? null : { outcome: 'counted', consumers: [...sums.values()] };
}
