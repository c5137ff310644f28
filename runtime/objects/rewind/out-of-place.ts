import { decide, decideInto } from '../../../domain/objects/action';
import { compareKeys, type ObjectEntry } from '../../../domain/objects/entry';
import { excluded } from '../../../domain/objects/state';
import type { KeyRange } from '../object-versions';
import { compared, type Decided, type Walk, type WalkOptions } from './decide-keys';
import { mapPages } from './pages';
import { type History, statesOf } from './states';

/** Swaps the prefix of a key: the order of the keys stays. */
export interface Mapping {
  readonly from: string;
  readonly into: string;
}

/**
 * Into another bucket or prefix: the state of `source` at T beside what stands in `into` now. Keys that only it has are
 * left alone, as `aws s3 sync` leaves them.
 * @param marks also mark what `source` knows and what did not exist at T: from a replica back into its original
 */
export function sideBySide(source: History, into: History, mapping: Mapping, marks = false): Walk {
  const mapped = (key: string) => mapping.into + key.slice(mapping.from.length);
  return (options) => {
    const target = new CurrentEntries(into.pages(mappedRange(options.range, mapped)));
    return mapPages(statesOf(source, options.range, options), async ({ states, proof }) => {
      const decided: Decided[] = [];
      for (const found of states) {
        const key = mapped(found.key);
        const is = (test: WalkOptions['isReferenced']) => test?.(found.key) || test?.(key);
        const known = found.ambiguous !== undefined && is(options.isExcluded) ? excluded(found) : found;
        const state = { ...known, current: await target.at(key) };
        const referenced = known.ambiguous !== undefined && is(options.isReferenced);
        const decision = marks ? decide(key, state, referenced, false) : decideInto(key, state, referenced);
        decided.push({ key, state, decision });
      }
      return { decided: await compared(decided, options.isSame), proof };
    });
  };
}

function mappedRange({ after, through }: KeyRange = {}, mapped: (key: string) => string): KeyRange {
  return {
    ...(after !== undefined && { after: mapped(after) }),
    ...(through !== undefined && { through: mapped(through) }),
  };
}

/** The newest entry of each key, to be asked for in key order. */
class CurrentEntries {
  private readonly pages: AsyncIterator<readonly ObjectEntry[]>;
  private page: readonly ObjectEntry[] = [];
  private next = 0;

  constructor(pages: AsyncIterable<readonly ObjectEntry[]>) {
    this.pages = pages[Symbol.asyncIterator]();
  }

  async at(key: string): Promise<ObjectEntry | null> {
    for (;;) {
      const entry = this.page[this.next];
      if (entry === undefined) {
        const more = await this.pages.next();
        if (more.done) return null;
        [this.page, this.next] = [more.value, 0];
        continue;
      }
      const order = compareKeys(entry.key, key);
      if (order > 0) return null;
      if (order === 0) return entry;
      this.next++;
    }
  }
}
