import { type HistoryProof, NOTHING_PROVED, withEntry } from '../../domain/history-proof';
import { type Decision, decide } from '../../domain/object-action';
import type { ObjectEntry } from '../../domain/object-entry';
import { KeyFold, type KeyState, type StateOptions } from '../../domain/object-state';
import type { VersionName } from '../clients/object-comparer';
import type { KeyRange } from '../clients/object-versions';

/** Where entries come from, in key order, each key newest first. */
export interface History {
  pages(range?: KeyRange): AsyncIterable<readonly ObjectEntry[]>;
}

/** Is the current version the wanted one already, copied? Asked only where the listing cannot tell. */
export type IsSame = (wanted: VersionName, current: VersionName) => Promise<boolean>;

export interface WalkOptions extends StateOptions {
  readonly range?: KeyRange;
  /** Keys that rows of the database refer to; settles what is ambiguous. */
  readonly isReferenced?: (key: string) => boolean;
  readonly isSame: IsSame;
}

export interface Decided {
  readonly state: KeyState;
  readonly decision: Decision;
}

/** What one page of the listing settled: whole keys only, in key order. */
export interface Walked {
  readonly decided: readonly Decided[];
  readonly proof: HistoryProof;
}

/** Walks a history page by page and decides key by key; memory does not grow with it. */
export async function* walk(history: History, options: WalkOptions): AsyncGenerator<Walked> {
  let fold: KeyFold | undefined;
  for await (const entries of history.pages(options.range)) {
    let proof = NOTHING_PROVED;
    const states: KeyState[] = [];
    for (const entry of entries) {
      proof = withEntry(proof, entry, options.at);
      if (fold !== undefined && fold.key === entry.key) fold.add(entry);
      else {
        if (fold !== undefined) states.push(fold.state());
        fold = new KeyFold(entry, options);
      }
    }
    yield { decided: await decideAll(states, options), proof };
  }
  if (fold === undefined) return;
  yield { decided: await decideAll([fold.state()], options), proof: NOTHING_PROVED };
}

async function decideAll(states: readonly KeyState[], options: WalkOptions): Promise<readonly Decided[]> {
  const decided = states.map((state) => ({ state, decision: decide(state, options.isReferenced?.(state.key)) }));
  const open = decided.filter(({ decision }) => decision.outcome === 'act' && decision.compare);
  if (open.length === 0) return decided;
  const same = new Set<Decided>();
  await Promise.all(
    open.map(async (item) => {
      if (await options.isSame(item.state.wanted!, item.state.current)) same.add(item);
    }),
  );
  return decided.map((item) => (same.has(item) ? { ...item, decision: { outcome: 'unchanged' as const } } : item));
}
