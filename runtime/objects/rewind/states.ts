import type { ObjectEntry } from '../../../domain/objects/entry';
import { KeyFold, type KeyState, type StateOptions } from '../../../domain/objects/state';
import { type HistoryProof, NOTHING_PROVED, withEntry } from '../../../domain/objects/versioning-proof';
import type { KeyRange } from '../object-versions';
import { mapPages } from './pages';

/** Where entries come from, in key order, each key newest first. */
export interface History {
  pages(range?: KeyRange): AsyncIterable<readonly ObjectEntry[]>;
}

/** What one page of a listing resolved: whole keys only, in key order. */
export interface StatePage {
  readonly states: readonly KeyState[];
  readonly proof: HistoryProof;
}

/** Folds a history page by page into the state of its keys; a key that goes on in the next page waits for it. */
export function statesOf(
  history: History,
  range: KeyRange | undefined,
  options: StateOptions,
): AsyncIterable<StatePage> {
  let fold: KeyFold | undefined;
  const folded = (entries: readonly ObjectEntry[]): StatePage => {
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
    return { states, proof };
  };
  return mapPages(history.pages(range), folded, () => fold && { states: [fold.state()], proof: NOTHING_PROVED });
}
