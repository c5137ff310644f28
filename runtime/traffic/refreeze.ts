import { generationOf } from '../../domain/traffic/parameter';
import { frozeNothing } from '../../domain/workflow/offers';
import type { TornDown, Workflow } from '../../domain/workflow/workflow';
import type { Evidence } from '../evidence/evidence';
import type { Patience } from '../execution/poll-until';
import { frozenBy, recordedFreeze } from './freeze-record';
import { drive, movesTo } from './switches/drive';
import type { Switch } from './switches/switch';
import { onlyUnreadable, type TrafficParameter } from './traffic-parameter';

/** How often a switch that takes its time is looked at. */
export const SWITCH_POLL_MILLISECONDS = 2_000;

/** Everything that traffic is driven with. */
export interface TrafficWorld {
  readonly traffic: Pick<TrafficParameter, 'read' | 'set'>;
  /** Those beside the parameter. */
  readonly switches: readonly Switch[];
  readonly evidence: Pick<Evidence, 'getJson'>;
  /** With switches that take their time. */
  readonly patience: Patience;
}

/**
 * Puts traffic back to frozen when this run froze it: the parameter, which stops most at once, then every switch. The
 * record decides, not the step's result: a handler that was killed right after it froze writes has none. Traffic of
 * another generation belongs to another run, and is left alone. A parameter that cannot be read is written over: this run
 * holds the lock, and frozen is the safe state.
 * @param of its attempt is the last one, which may have raised the generation
 * @throws EvidenceUnusable when the record is not what FreezeWrites has left; the parameter is frozen by then
 */
export async function freezeAgain(
  of: Pick<Workflow, 'plan' | 'attempt'> & Partial<Pick<Workflow, 'freeze' | 'failure' | 'attempts'>>,
  { traffic, switches, evidence, patience }: TrafficWorld,
): Promise<TornDown['traffic']> {
  if (frozeNothing(of)) return 'untouched';
  const { plan, attempt, freeze } = of;
  const record = await recordedFreeze(plan, evidence, freeze).catch((error: Error) => error);
  // A record that is not believed keeps nothing from being frozen: the state knows the generation.
  const first = record instanceof Error ? freeze : record && frozenBy(record);
  if (first === undefined && record instanceof Error) throw record;
  if (first === undefined) return 'untouched';
  const last = generationOf(first, attempt);
  const { generation } = (await traffic.read().catch(onlyUnreadable)) ?? { generation: last };
  if (generation < first.generation || generation > last) return 'untouched';
  const { mode } = await traffic.set({ mode: 'frozen', generation });
  if (record instanceof Error) throw record;
  if (record !== undefined) await drive(movesTo('frozen', record, switches), patience);
  return mode;
}
