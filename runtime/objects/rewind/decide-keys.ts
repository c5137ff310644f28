import { type Decision, decide } from '../../../domain/objects/action';
import { excluded, type KeyState, type StateOptions } from '../../../domain/objects/state';
import type { HistoryProof } from '../../../domain/objects/versioning-proof';
import type { VersionName } from '../object-comparer';
import type { KeyRange } from '../object-versions';
import { mapPages } from './pages';
import { type History, statesOf } from './states';

/** Is the current version the wanted one already, copied? Asked only where the listing cannot tell. */
export type IsSame = (wanted: VersionName, current: VersionName) => Promise<boolean>;

export interface WalkOptions extends StateOptions {
  readonly range?: KeyRange;
  /** Keys that rows of the database refer to; resolves what is ambiguous. Undefined: it is not known yet. */
  readonly isReferenced?: (key: string) => boolean | undefined;
  /** Ambiguous keys that did not have this object at T. */
  readonly isExcluded?: (key: string) => boolean;
  readonly isSame: IsSame;
}

/** Walks a history and says what each key needs. */
export type Walk = (options: WalkOptions) => AsyncIterable<Walked>;

export interface Decided {
  /** Where to write. */
  readonly key: string;
  readonly state: KeyState;
  readonly decision: Decision;
}

/** What one page of the listing resolved: whole keys only, in key order. */
export interface Walked {
  readonly decided: readonly Decided[];
  readonly proof: HistoryProof;
}

/** In place: the history that is read is the one that is written on. */
export function inPlace(history: History): Walk {
  return (options) =>
    mapPages(statesOf(history, options.range, options), async ({ states, proof }) => {
      const decided = states.map((state) => decidedInPlace(state, options));
      return { decided: await compared(decided, options.isSame), proof };
    });
}

function decidedInPlace(state: KeyState, options: WalkOptions): Decided {
  const { key } = state;
  if (state.ambiguous === undefined) return { key, state, decision: decide(key, state) };
  if (options.isExcluded?.(key)) return { key, state: excluded(state), decision: decide(key, excluded(state)) };
  return { key, state, decision: decide(key, state, options.isReferenced?.(key)) };
}

/** Asks for the keys whose current version may be the wanted one already. */
export async function compared(decided: readonly Decided[], isSame: IsSame): Promise<readonly Decided[]> {
  const open = decided.filter(({ decision }) => decision.outcome !== 'unchanged' && decision.compare);
  if (open.length === 0) return decided;
  const same = new Set<Decided>();
  await Promise.all(
    open.map(async (item) => {
      if (await isSame(item.state.wanted!, { ...item.state.current!, key: item.key })) same.add(item);
    }),
  );
  return decided.map((item) => (same.has(item) ? { ...item, decision: standing(item.decision) } : item));
}

/** The wanted version stands there already. */
const standing = (decision: Decision): Decision =>
  decision.outcome === 'ambiguous' ? { ...decision, ifReferenced: null } : { outcome: 'unchanged' };
