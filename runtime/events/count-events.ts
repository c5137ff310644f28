import type { ConsumerCount, EventConsumer } from '../../domain/events/consumers';
import { EventTally } from '../../domain/events/tally';
import type { EvidenceStore } from '../evidence/evidence-store';
import { linesBelow } from '../evidence/parsed-lines';
import type { RewindLayout } from '../objects/rewind/layout';
import { parseAction } from '../objects/rewind/stored-lines';

/** How many events the planned actions will raise, for each consumer: the plan is read, so the count is exact. */
export async function countEvents(
  evidence: Pick<EvidenceStore, 'list' | 'readLines'>,
  { actions }: Pick<RewindLayout, 'actions'>,
  consumers: readonly EventConsumer[],
): Promise<ConsumerCount[]> {
  const tally = new EventTally(consumers);
  if (consumers.length > 0) {
    for await (const action of linesBelow(evidence, actions, parseAction)) tally.add(action);
  }
  return tally.consumerCounts;
}
