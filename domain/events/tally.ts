import type { ObjectAction } from '../objects/action';
import { MAX_COPY_BYTES } from '../objects/multipart';
import { type ConsumerCount, type EventConsumer, isTold } from './consumers';
import type { RaisedEvent } from './raised';

/** The one event that carrying an action out raises. */
export function raisedBy(action: ObjectAction): RaisedEvent {
  if (action.action === 'mark') return 's3:ObjectRemoved:DeleteMarkerCreated';
  return action.size > MAX_COPY_BYTES ? 's3:ObjectCreated:CompleteMultipartUpload' : 's3:ObjectCreated:Copy';
}

/** Counts, action by action, what each consumer will be told. */
export class EventTally {
  private readonly counts: Map<RaisedEvent, number>[];
  private readonly inexact = new Set<number>();

  constructor(private readonly consumers: readonly EventConsumer[]) {
    this.counts = consumers.map(() => new Map());
  }

  add(action: ObjectAction): void {
    const event = raisedBy(action);
    for (const [index, consumer] of this.consumers.entries()) {
      const told = isTold(consumer, event, action.key);
      if (told === 'no') continue;
      if (told === 'maybe') this.inexact.add(index);
      const count = this.counts[index]!;
      count.set(event, (count.get(event) ?? 0) + 1);
    }
  }

  get consumerCounts(): ConsumerCount[] {
    return this.consumers.map((consumer, index) => ({
      ...consumer,
      count: Object.fromEntries(this.counts[index]!),
      ...(this.inexact.has(index) && { atMost: true }),
    }));
  }
}
