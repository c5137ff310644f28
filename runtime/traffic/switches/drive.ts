import { ErrorName, PegasusError } from '../../../domain/workflow/errors';
import type { TrafficMode } from '../../../domain/workflow/workflow';
import { type Patience, poll } from '../../execution/poll-until';
import type { FreezeRecord } from '../freeze-record';
import type { Switch } from './switch';

/** Where a switch is to go. */
export interface Move {
  readonly one: Switch;
  readonly state: unknown;
}

/**
 * What brings every recorded switch into a mode. A switch that a deployment has added since was never frozen, and is
 * left alone.
 * @throws Error for a recorded switch that is no longer known: nothing would put it back
 */
export function movesTo(mode: TrafficMode, { switches }: FreezeRecord, known: readonly Switch[]): Move[] {
  return Object.entries(switches).map(([name, { prior }]) => {
    const one = known.find((candidate) => candidate.name === name);
    if (one === undefined) {
      throw new Error(
        `The ${name} was frozen by this run and is no longer in \`traffic\` of the construct: its state before is in ` +
          'freeze.json; deploy it again, or put it back by hand.',
      );
    }
    return { one, state: one.stateIn(mode, prior) };
  });
}

/** Writes in the order given: the last one must not run before the others are in place. */
export async function setAll(moves: readonly Move[]): Promise<void> {
  for (const { one, state } of moves) await one.set(state);
}

/** @returns what is still awaited when the time is over; undefined when every switch has confirmed */
export async function confirmAll(moves: readonly Move[], patience: Patience): Promise<string | undefined> {
  const look = async () => {
    const awaited: string[] = [];
    for (const { one, state } of moves) awaited.push(...[await one.awaits(state)].filter((text) => text !== undefined));
    return awaited;
  };
  const awaited = await poll(look, ({ length }) => length === 0, patience);
  return awaited.length === 0 ? undefined : awaited.join('; ');
}

/**
 * Sets all switches and waits for them.
 * @throws PegasusError `Retryable` when they are not there in time: the state machine tries again, bounded
 */
export async function drive(moves: readonly Move[], patience: Patience): Promise<void> {
  await setAll(moves);
  const awaited = await confirmAll(moves, patience);
  if (awaited !== undefined) throw new PegasusError(ErrorName.RETRYABLE, `Still waiting: ${awaited}.`);
}
