import { type HistoryProof, NOTHING_PROVED, withEntry } from '../../domain/history-proof';
import type { ObjectEntry } from '../../domain/object-entry';
import { KeyFold, type KeyState, type StateOptions } from '../../domain/object-state';
import type { KeyRange } from '../clients/object-versions';

/** Where entries come from, in key order, each key newest first. */
export interface History {
  pages(range?: KeyRange): AsyncIterable<readonly ObjectEntry[]>;
}

/** What one page of a listing settled: whole keys only, in key order. */
export interface StatePage {
  readonly states: readonly KeyState[];
  readonly proof: HistoryProof;
}

/** Folds a history page by page into the state of its keys; a key that goes on in the next page waits for it. */
export async function* statesOf(
  history: History,
  range: KeyRange | undefined,
  options: StateOptions,
): AsyncGenerator<StatePage> {
  let fold: KeyFold | undefined;
  for await (const entries of history.pages(range)) {
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
    yield { states, proof };
  }
  if (fold !== undefined) yield { states: [fold.state()], proof: NOTHING_PROVED };
}
