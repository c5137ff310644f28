import { knownNow } from './known-now';

/** How many objects are read back and compared byte for byte after a restore, and in a drill. */
export class ReadBack {
  /**
   * A random sample, large enough to detect corruption above `percent` at 95 % confidence: 299 objects for 1 %, 2,995
   * for 0.1 %. The check does not pass when the sample cannot be read in time.
   *
   * @param percent from 0.01 to 10
   */
  static bound(percent: number): ReadBack {
    knownNow('`readBack`', percent);
    if (percent >= 0.01 && percent <= 10) return new ReadBack(String(percent));
    throw new Error(`\`readBack\` is ${percent} %; 0.01 to 10 are allowed: use ReadBack.all() to read every object.`);
  }

  /** Every object, for small buckets: one handler reads for at most 11 minutes. */
  static all(): ReadBack {
    return new ReadBack('all');
  }

  private constructor(
    /** As the handler is told. */
    readonly wanted: string,
  ) {}
}
