import { compareKeys } from './object-entry';

/** One row that refers to an object of the protected place. */
export interface RowReference {
  readonly key: string;
  /** Table, row and column in words. */
  readonly row: string;
}

/** One object of the planned state, as far as a proof needs it. */
export interface PlannedKey {
  readonly key: string;
  /** Nobody can say whether it existed at the target time. */
  readonly ambiguous?: boolean;
}

export type Finding =
  | { readonly kind: 'found'; readonly key: string; readonly row: string }
  /** The row's object will not be there. */
  | { readonly kind: 'dangling'; readonly key: string; readonly row: string }
  /** The row vouches for an object of which the listing could not say whether it existed. */
  | { readonly kind: 'ambiguous'; readonly key: string; readonly row: string }
  /** No row refers to the object. */
  | { readonly kind: 'orphaned'; readonly key: string };

/**
 * Joins rows with objects, both in UTF-8 binary order of the key; many rows may share a key. Memory holds one of each.
 * @throws Error when a side is not in order: a join of it would be wrong without saying so
 */
export async function* joinReferences(
  rows: AsyncIterable<RowReference>,
  objects: AsyncIterable<PlannedKey>,
): AsyncGenerator<Finding> {
  const planned = inOrder('objects', objects, true);
  let object = await planned.next();
  let referenced = false;

  for await (const { key, row } of inOrder('rows', rows, false)) {
    while (!object.done && compareKeys(object.value.key, key) < 0) {
      if (!referenced) yield { kind: 'orphaned', key: object.value.key };
      referenced = false;
      object = await planned.next();
    }
    if (object.done || object.value.key !== key) {
      yield { kind: 'dangling', key, row };
    } else {
      referenced = true;
      yield { kind: object.value.ambiguous ? 'ambiguous' : 'found', key, row };
    }
  }
  for (; !object.done; object = await planned.next()) {
    if (!referenced) yield { kind: 'orphaned', key: object.value.key };
    referenced = false;
  }
}

async function* inOrder<T extends { readonly key: string }>(
  side: string,
  items: AsyncIterable<T>,
  distinct: boolean,
): AsyncGenerator<T, undefined> {
  let previous: string | undefined;
  for await (const item of items) {
    const order = previous === undefined ? -1 : compareKeys(previous, item.key);
    if (order > 0 || (distinct && order === 0)) {
      throw new Error(
        `The ${side} are not in key order: ${JSON.stringify(item.key)} after ${JSON.stringify(previous)}.`,
      );
    }
    previous = item.key;
    yield item;
  }
  return undefined;
}
