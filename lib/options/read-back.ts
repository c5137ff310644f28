/** How many objects are read back and compared byte for byte after a restore, and in a drill. */
export class ReadBack {
  /**
   * As many, chosen at random, as it takes to say: at 95 % confidence at most these percent are bad. 299 objects for
   * 1 %, 2,995 for 0.1 %. When they cannot all be read in the time there is, the check has not passed.
   *
   * @param percent from 0.01 to 10
   */
  static bound(percent: number): ReadBack {
    if (percent >= 0.01 && percent <= 10) return new ReadBack(String(percent));
    throw new Error(
      `\`readBack\` is to bound the objects that may be bad to ${percent} %; from 0.01 to 10 are allowed. ReadBack.all() reads every one.`,
    );
  }

  /** Every object. One handler reads for at most eleven minutes: for small buckets. */
  static all(): ReadBack {
    return new ReadBack('all');
  }

  private constructor(
    /** As the handler is told. */
    readonly wanted: string,
  ) {}
}
