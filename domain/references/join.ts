import { compareKeys } from '../objects/entry';
import { ErrorName, PegasusError } from '../workflow/errors';
import { named } from '../workflow/named';

/** One row that refers to an object of the protected location. */
export interface RowReference {
  readonly key: string;
  /** Table, row and column in words. */
  readonly row: string;
}

/** One object of the planned state, as far as a proof needs it. */
export interface PlannedKey {
  readonly key: string;
  /** The listing cannot tell whether it existed at the target time. */
  readonly ambiguous?: boolean;
}

export type Finding =
  | { readonly kind: 'found'; readonly key: string; readonly row: string }
  /** The row's object will not be there. */
  | { readonly kind: 'dangling'; readonly key: string; readonly row: string }
  /** The row vouches for an object of which the listing could not say whether it existed. */
  | { readonly kind: 'ambiguous'; readonly key: string; readonly row: string }
  /** No row refers to the object, and it was there. */
  | { readonly kind: 'orphaned'; readonly key: string };

/**
 * Joins rows with objects, both in UTF-8 binary order of the key; many rows may share a key. Memory holds one of each.
 * @throws Error when a side is not in order: a join of it would be wrong without saying so
 */
export async function* joinReferences(
  rows: AsyncIterable<RowReference>,
  objects: AsyncIterable<PlannedKey>,
): AsyncGenerator<Finding> {
  const planned = objects[Symbol.asyncIterator]();
  const objectOrder = new KeyOrder('objects', true);
  const rowOrder = new KeyOrder('rows', false);
  let object = objectOrder.checked(await planned.next());
  let referenced = false;

  for await (const { key, row } of rows) {
    rowOrder.check(key);
    while (!object.done && compareKeys(object.value.key, key) < 0) {
      if (!referenced && !object.value.ambiguous) yield { kind: 'orphaned', key: object.value.key };
      referenced = false;
      object = objectOrder.checked(await planned.next());
    }
    if (object.done || object.value.key !== key) {
      yield { kind: 'dangling', key, row };
    } else {
      referenced = true;
      yield { kind: object.value.ambiguous ? 'ambiguous' : 'found', key, row };
    }
  }
  for (; !object.done; object = objectOrder.checked(await planned.next())) {
    if (!referenced && !object.value.ambiguous) yield { kind: 'orphaned', key: object.value.key };
    referenced = false;
  }
}

/** A check, and not a generator around the side: at a million rows every layer counts. */
class KeyOrder {
  private previous: string | undefined;

  constructor(
    private readonly side: string,
    private readonly distinct: boolean,
  ) {}

  check(key: string): void {
    const order = this.previous === undefined ? -1 : compareKeys(this.previous, key);
    if (order > 0 || (this.distinct && order === 0)) {
      throw new PegasusError(
        ErrorName.REFERENCES_NOT_PROVED,
        `The ${this.side} are not in key order: "${named(key)}" after "${named(this.previous ?? '')}".`,
      );
    }
    this.previous = key;
  }

  checked<R extends IteratorResult<PlannedKey>>(result: R): R {
    if (!result.done) this.check(result.value.key);
    return result;
  }
}
