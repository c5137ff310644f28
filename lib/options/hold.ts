import { Duration } from 'aws-cdk-lib';
import type { HoldPolicy } from '../../domain/workflow/failure-policy';
import { knownNow } from './known-now';

/** A whole restore may take 48 hours. */
const LONGEST_HOURS = 24;

/** What a failed restore does when an operator must decide how it continues. Traffic stays frozen either way. */
export class Hold {
  /** It waits for a decision: retry, next, accept or abort. Who may decide is for `grantDecide`. */
  static forOperator(patience: Duration): Hold {
    return new Hold('operator', checked(patience));
  }

  /** It ends at once, frozen; a restore that is started again continues where it can. */
  static never(): Hold {
    return new Hold('never', Duration.minutes(1));
  }

  private constructor(
    readonly policy: HoldPolicy,
    /** How long the restore waits for a decision. */
    readonly patience: Duration,
  ) {}
}

function checked(patience: Duration): Duration {
  const minutes = knownNow('`patience` of `hold`', patience).toMinutes({ integral: false });
  if (minutes < 1 || minutes > LONGEST_HOURS * 60) {
    throw new Error(
      `\`patience\` of \`hold\` is ${minutes} minutes; from 1 minute to ${LONGEST_HOURS} hours are allowed: the stores are frozen while the restore waits.`,
    );
  }
  return patience;
}
