import { RAISED, type RaisedEvent } from './raised';
import { type BucketRule, matchRule } from './rule';
import { type Match, NotYetKnown } from './rule-pattern';

/** Whom a bucket tells of its events. */
export interface EventConsumer {
  /** `EventBridge` where its rules could not be listed. */
  readonly kind: 'function' | 'queue' | 'topic' | 'rule' | 'EventBridge';
  /** ARN; of EventBridge, the name of the bus. */
  readonly name: string;
  /** As S3 writes them, such as `s3:ObjectCreated:*`. A rule says it in its pattern. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
  readonly rule?: BucketRule;
  /** Why the rules could not be listed. */
  readonly cause?: string;
}

/** How many events one of them is given. */
export interface ConsumerCount extends EventConsumer {
  readonly count: Readonly<Partial<Record<RaisedEvent, number>>>;
  /** The pattern of the rule asks for what is not known before the write: it matches no more than these. */
  readonly atMost?: boolean;
}

export function isTold(consumer: EventConsumer, event: RaisedEvent, key: string): Match {
  if (consumer.rule !== undefined) return matchRule(consumer.rule, event, key);
  return wants(consumer, event) && key.startsWith(consumer.prefix) && key.endsWith(consumer.suffix) ? 'yes' : 'no';
}

/** Whether what a rewind of a prefix raises, or some of that, can reach it at all. */
export function canBeTold(consumer: EventConsumer, prefix: string, raised: readonly RaisedEvent[] = RAISED): boolean {
  const { rule } = consumer;
  if (rule !== undefined) return raised.some((event) => matchRule(rule, event, new NotYetKnown(prefix)) !== 'no');
  const meets = prefix.startsWith(consumer.prefix) || consumer.prefix.startsWith(prefix);
  return meets && raised.some((event) => wants(consumer, event));
}

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
      const { count, atMost, ...who } = consumer;
      const sumBefore = sums.get(JSON.stringify(who));
      const before = sumBefore?.count ?? {};
      const sum = RAISED.flatMap((event) => {
        const events = (before[event] ?? 0) + (count[event] ?? 0);
        return events > 0 ? [[event, events]] : [];
      });
      const most = atMost || sumBefore?.atMost;
      sums.set(JSON.stringify(who), { ...who, count: Object.fromEntries(sum), ...(most && { atMost: true }) });
    }
  }
  return attempts.length === 0 ? null : { outcome: 'counted', consumers: [...sums.values()] };
}
