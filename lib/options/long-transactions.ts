import { Duration } from 'aws-cdk-lib';

/** What happens to a transaction that has written and is still open when writes are frozen. */
export class LongTransactions {
  /**
   * Stay frozen, restore nothing, and leave it to whoever is on call.
   *
   * @param after how long it may take to end by itself; 2 minutes by default
   */
  static hold(after: Duration = Duration.minutes(2)): LongTransactions {
    return new LongTransactions('hold', after);
  }

  /**
   * End its session, which rolls it back.
   *
   * @param after how long it may take to end by itself; 2 minutes by default
   */
  static end(after: Duration = Duration.minutes(2)): LongTransactions {
    return new LongTransactions('end', after);
  }

  private constructor(
    readonly then: string,
    readonly after: Duration,
  ) {
    if (after.toMinutes({ integral: false }) > 4) {
      throw new Error(
        `A transaction may take ${after.toHumanString()} to end before it is looked at; at most 4 minutes are allowed, because the freeze has to be proved within one handler's time. Give less.`,
      );
    }
  }
}
