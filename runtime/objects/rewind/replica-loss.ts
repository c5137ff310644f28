import { compareKeys } from '../../../domain/objects/entry';
import type { KeyState, StateOptions } from '../../../domain/objects/state';
import { type History, statesOf } from './states';

/** What a replica does not have of the original's state at T, as far as the original still shows it. */
export interface ReplicaLoss {
  /** Objects whose version at T has not arrived (pending, failed, or from before the rule). */
  readonly missing: number;
  /** Objects that were deleted at T and are not in the replica, because it lacks the marker. */
  readonly resurrected: number;
  /** The first keys of both kinds. */
  readonly examples: readonly string[];
}

/** Lists both side by side. Version ids and times are the same in a replica, so states compare by version. */
export async function replicaLoss(original: History, replica: History, options: StateOptions): Promise<ReplicaLoss> {
  const loss = { missing: 0, resurrected: 0 };
  const examples: string[] = [];
  const copies = keyStates(replica, options);
  let copy = await copies.next();
  for await (const state of keyStates(original, options)) {
    while (!copy.done && compareKeys(copy.value.key, state.key) < 0) copy = await copies.next();
    const there = !copy.done && copy.value.key === state.key ? copy.value.wanted : null;
    const kind = lostOf(state, there);
    if (kind === null) continue;
    loss[kind]++;
    if (examples.length < 10) examples.push(state.key);
  }
  return { ...loss, examples };
}

/**
 * A version that the original does not show any more is no loss: that is what the replica is for. Within one second no
 * time tells which of two is the newer one, so there it counts as a loss.
 */
function lostOf({ wanted, current }: KeyState, there: KeyState['wanted']): 'missing' | 'resurrected' | null {
  if (wanted === null) return there !== null && current !== null ? 'resurrected' : null;
  if (there === null) return 'missing';
  return there.versionId !== wanted.versionId && there.lastModified <= wanted.lastModified ? 'missing' : null;
}

async function* keyStates(history: History, options: StateOptions): AsyncGenerator<KeyState> {
  for await (const { states } of statesOf(history, undefined, options)) yield* states;
}
