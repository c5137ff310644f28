import { isMultipart, type ObjectEntry } from './entry';

/**
 * Looks at a listing of versions while it goes by, newest first within each key, and notices what a store that keeps the
 * history whole never shows. A hole cannot be seen itself; these are its edges.
 */
export class ListingGuard {
  private last: ObjectEntry | undefined;
  /** The lowest time so far of what was stored in one piece: nothing below it can be younger. */
  private youngest = Number.POSITIVE_INFINITY;

  /** @returns why the listing cannot be the whole history of the entry's key, or null */
  whyNotWhole(entry: ObjectEntry): string | null {
    const why = this.last?.key === entry.key ? this.whyNotOlder(entry, this.last) : whyNotFirst(entry);
    if (this.last?.key !== entry.key) this.youngest = Number.POSITIVE_INFINITY;
    // An upload in parts says when it was begun: it may have been stored long after what lies below it.
    if (!isMultipart(entry)) this.youngest = Math.min(this.youngest, entry.lastModified);
    this.last = entry;
    return why;
  }

  private whyNotOlder(entry: ObjectEntry, above: ObjectEntry): string | null {
    if (entry.versionId === above.versionId) return `its version ${entry.versionId} is listed twice`;
    if (entry.isLatest) return `its version ${entry.versionId} is listed as its latest below ${above.versionId}`;
    if (entry.lastModified <= this.youngest) return null;
    const [time, newer] = [entry.lastModified, this.youngest].map((at) => new Date(at).toISOString());
    return `its version ${entry.versionId} of ${time} is listed below one of ${newer}, as if it were older`;
  }
}

function whyNotFirst({ isLatest, versionId }: ObjectEntry): string | null {
  return isLatest ? null : `its first version listed is ${versionId}, which is not its latest`;
}
