import type { ConsumerCount, EventConsumer } from '../../domain/events/consumers';
import { EventTally } from '../../domain/events/tally';
import type { ObjectAction } from '../../domain/objects/action';
import type { EvidenceStore } from '../evidence/evidence-store';
import type { RewindLayout } from '../objects/rewind/layout';

/** How many events the planned actions will raise, for each consumer: the plan is read, so the count is exact. */
export async function countEvents(
  evidence: Pick<EvidenceStore, 'list' | 'readLines'>,
  { actions }: Pick<RewindLayout, 'actions'>,
  consumers: readonly EventConsumer[],
): Promise<ConsumerCount[]> {
  const tally = new EventTally(consumers);
  if (consumers.length > 0) {
    for await (const { key } of evidence.list(actions)) {
      for await (const line of evidence.readLines(key)) tally.add(JSON.parse(line) as ObjectAction);
    }
  }
  return tally.consumerCounts;
}
