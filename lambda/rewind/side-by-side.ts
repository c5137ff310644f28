import { decideInto } from '../../domain/object-action';
import { compareKeys, type ObjectEntry } from '../../domain/object-entry';
import type { KeyRange } from '../clients/object-versions';
import { type History, statesOf } from './states';
import { compared, type Walk } from './walk';

/** Swaps the prefix of a key: the order of the keys stays. */
export interface Mapping {
  readonly from: string;
  readonly into: string;
}

/**
 * Into another bucket or prefix: the state of `source` at T beside what stands in `target` now. Keys that only the
 * target has are left alone, as `aws s3 sync` leaves them.
 */
export function sideBySide(source: History, target: History, mapping: Mapping): Walk {
  const mapped = (key: string) => mapping.into + key.slice(mapping.from.length);
  return async function* walk(options) {
    const there = new CurrentEntries(target.pages(mappedRange(options.range, mapped)));
    for await (const { states, proof } of statesOf(source, options.range, options)) {
      const decided = [];
      for (const state of states) {
        const key = mapped(state.key);
        const current = await there.at(key);
        const referenced = options.isReferenced?.(state.key);
        decided.push({
          key,
          state: { ...state, current },
          decision: decideInto(key, { ...state, current }, referenced),
        });
      }
      yield { decided: await compared(decided, options.isSame), proof };
    }
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
