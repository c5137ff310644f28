import { compareKeys } from '../../domain/objects/entry';

/** The first key behind a boundary, as the lister before it and the one after it saw it; null: none. */
interface Seam {
  readonly before?: string | null;
  readonly after?: string | null;
}

/** Asks the store once more, from the boundary on: is the key there, and left out all the same? */
export type IsLeftOut = (key: string, boundary: string) => Promise<boolean>;

/**
 * Where two listers meet, both see the same key: the last page of the one shows where the other begins. A store that
 * begins later leaves a hole that nothing else shows.
 */
export class ListingSeams {
  private readonly seams = new Map<string, Seam>();

  constructor(private readonly isLeftOut: IsLeftOut) {}

  /** @returns the key that is left out, or null */
  async seen(boundary: string, sight: Seam): Promise<string | null> {
    const { before, after } = { ...this.seams.get(boundary), ...sight };
    this.seams.set(boundary, { before, after });
    if (before === undefined || after === undefined) return null;
    this.seams.delete(boundary);
    const isHole = before !== null && (after === null || compareKeys(before, after) < 0);
    // Between the two looks a key may have been made, or deleted for good.
    return isHole && (await this.isLeftOut(before, boundary)) ? before : null;
  }
}
