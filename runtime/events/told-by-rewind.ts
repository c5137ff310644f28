import * as z from 'zod';
import type { BucketEvents, EventConsumer } from '../../domain/events/consumers';
import { RAISED } from '../../domain/events/raised';
import type { Location } from '../../domain/workflow/workflow';
import { digestOf } from '../evidence/digest';
import type { EvidenceStore } from '../evidence/evidence-store';
import { rewindLayout } from '../objects/rewind/layout';
import { countEvents } from './count-events';

/** Whom the events of an attempt's writes reach: written before the first of them, once its actions are known. */
export const eventsKey = (evidence: Pick<Location, 'prefix'>, attempt: number): string =>
  `${evidence.prefix}attempt-${attempt}/events.json`;

const consumer = z.object({
  kind: z.enum(['function', 'queue', 'topic', 'rule', 'EventBridge']),
  name: z.string(),
  events: z.array(z.string()),
  prefix: z.string(),
  suffix: z.string(),
  rule: z.object({ arn: z.string(), bucket: z.string(), pattern: z.string(), targets: z.array(z.string()) }).optional(),
  cause: z.string().optional(),
  count: z.partialRecord(z.enum(RAISED), z.number()),
  atMost: z.boolean().optional(),
});
const bucketEvents: z.ZodType<BucketEvents> = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('counted'), consumers: z.array(consumer) }),
  z.object({ outcome: z.literal('unknown'), cause: z.string() }),
]);
export const parseEvents = (value: unknown): BucketEvents => bucketEvents.parse(value);

/** Counts for the report. @returns the digest of what was written */
export async function noteEvents(
  run: { readonly evidence: Location; readonly attempt: number },
  consumers: () => Promise<readonly EventConsumer[]>,
  evidence: EvidenceStore,
): Promise<string> {
  const { actions } = rewindLayout(run.evidence, run.attempt);
  const events = await toldOf(consumers, (found) => countEvents(evidence, { actions }, found));
  await evidence.putJson(eventsKey(run.evidence, run.attempt), events);
  return digestOf(events);
}

/** A bucket that does not say whom it tells keeps nothing from going on. */
export async function toldOf(
  consumers: () => Promise<readonly EventConsumer[]>,
  count: (found: readonly EventConsumer[]) => ReturnType<typeof countEvents>,
): Promise<BucketEvents> {
  let found: readonly EventConsumer[];
  try {
    found = await consumers();
  } catch (error) {
    return { outcome: 'unknown', cause: error instanceof Error ? error.message : String(error) };
  }
  return { outcome: 'counted', consumers: await count(found) };
}
