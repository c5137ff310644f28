import { Duration } from 'aws-cdk-lib';
import { wholeDuration } from './whole-duration';

const LONGEST_SECONDS = 240;

/** What happens to a transaction that has written and is still open when writes are frozen. */
export class LongTransactions {
  /**
   * Stay frozen, restore nothing, and leave the transaction to the engineer on call.
   *
   * @param after time that the transaction has to end by itself; 2 minutes by default
   */
  static hold(after: Duration = Duration.minutes(2)): LongTransactions {
    return new LongTransactions('hold', after);
  }

  /**
   * End its session, which rolls it back.
   *
   * @param after time that the transaction has to end by itself; 2 minutes by default
   */
  static end(after: Duration = Duration.minutes(2)): LongTransactions {
    return new LongTransactions('end', after);
  }

  private constructor(
    readonly then: string,
    readonly after: Duration,
  ) {
    wholeDuration('`after` of `longTransactions`', after, {
      unit: 'seconds',
      least: 0,
      most: LONGEST_SECONDS,
      why: 'one handler waits for it and proves the freeze',
    });
  }
}
