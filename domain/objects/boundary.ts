import type { ObjectEntry } from './entry';

/** Seconds, in milliseconds, around the moment to which a database was recovered. */
export interface Boundary {
  /** The first and the last second in which the object of a restored row may have been deleted or stored. */
  readonly from: number;
  readonly through: number;
  /** The second in which the moment lies: of two objects that a key held in it, no row can tell which one it was. */
  readonly doubtful: number;
}

/** What one key held near a boundary. Takes its entries newest first, as `KeyFold` does, and keeps a few of them. */
export class BoundaryFold {
  /** The first version that was stored after `at`. */
  private stored: ObjectEntry | undefined;
  /** The last version below markers that were written up to `at`. */
  private deleted: ObjectEntry | undefined;
  private deletedLately = true;
  /** Two versions of the doubtful second are as good as a thousand. */
  private inDoubt: ObjectEntry[] = [];
  private changedInDoubt = false;
  private beforeDoubt: ObjectEntry | undefined;

  constructor(private readonly boundary: Boundary) {}

  /** An entry of after `at`; what lies above it was stored even later, whatever its own time says. */
  later(entry: ObjectEntry, above: ObjectEntry | undefined): void {
    if (entry.lastModified > this.boundary.through) this.stored = undefined;
    else if (entry.kind === 'version') this.stored = entry;
    else if (above?.kind === 'version') this.stored = above;
    this.deleted = undefined;
    this.deletedLately = true;
    this.doubt(entry);
  }

  /** An entry of up to `at`. */
  earlier(entry: ObjectEntry): void {
    if (this.deletedLately && entry.kind === 'version') this.deleted = entry;
    if (entry.kind === 'version' || entry.lastModified < this.boundary.from) this.deletedLately = false;
    this.doubt(entry);
  }

  /** What a key without an object held near the boundary, if a row needs it; undefined: nothing. */
  get ifReferenced(): ObjectEntry | undefined {
    return this.stored ?? this.deleted;
  }

  /** Another object than this one that the key may have held just as well, with or without a row. */
  otherThan(taken: ObjectEntry): ObjectEntry | undefined {
    const held = this.changedInDoubt ? [...this.inDoubt, this.beforeDoubt] : [];
    if (taken.versionId === this.stored?.versionId) held.push(this.deleted);
    return held.find((one) => one?.kind === 'version' && one.versionId !== taken.versionId);
  }

  private doubt(entry: ObjectEntry): void {
    const { doubtful } = this.boundary;
    if (entry.lastModified > doubtful) {
      this.inDoubt = [];
      this.changedInDoubt = false;
      this.beforeDoubt = undefined;
    } else if (entry.lastModified === doubtful) {
      this.changedInDoubt = true;
      if (entry.kind === 'version' && this.inDoubt.length < 2) this.inDoubt.push(entry);
    } else this.beforeDoubt ??= entry;
  }
}
