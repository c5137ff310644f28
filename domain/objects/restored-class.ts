import type { ObjectEntry } from './entry';

/** Classes from which nothing can be read, or copied, before it has been thawed. */
export const ARCHIVES: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

const STANDARD = 'STANDARD';

/**
 * In which class a version comes back. S3 keeps no record of the class that a version had at T: lifecycle rules move
 * noncurrent versions, and every version that is brought back was current at T. One that lies in an archive now, or in a
 * class that a rule moves noncurrent versions to, takes the class of the key's nearest other version that was not moved
 * (the next newer first: it was written later, and was moved last), else STANDARD. So what comes back can be read at
 * once; keeping the archive class would be as if the object were still missing.
 */
export class RestoredClass {
  private above: string | undefined;
  private below: string | undefined;
  private seen = false;

  /** @param late classes to which rules of the bucket move noncurrent versions */
  constructor(private readonly late: readonly string[] = []) {}

  /** An entry of the key, newest first. @param wanted it is what the key was at T */
  add(entry: ObjectEntry, wanted: boolean): void {
    if (wanted) {
      this.seen = true;
      this.below = undefined;
    } else if (entry.kind === 'version' && (entry.isLatest || !this.mayBeMoved(entry))) {
      const storageClass = entry.storageClass ?? STANDARD;
      if (ARCHIVES.has(storageClass)) return;
      if (this.seen) this.below ??= storageClass;
      else this.above = storageClass;
    }
  }

  /** @returns undefined where the version keeps its own */
  of(wanted: ObjectEntry): string | undefined {
    if (wanted.isLatest || !this.mayBeMoved(wanted)) return undefined;
    return this.above ?? this.below ?? STANDARD;
  }

  private mayBeMoved({ storageClass = STANDARD }: ObjectEntry): boolean {
    return ARCHIVES.has(storageClass) || this.late.includes(storageClass);
  }
}
