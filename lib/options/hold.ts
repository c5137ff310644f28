import { Duration } from 'aws-cdk-lib';
import type { HoldPolicy } from '../../domain/workflow/failure-policy';

/** The whole of a restore may take 48 hours. */
const LONGEST_HOURS = 24;

/** What a restore does that has failed and cannot know by itself how to go on. Traffic stays frozen either way. */
export class Hold {
  /** It waits for the word of whoever may answer: retry, next, abort or accept. */
  static forOperator(patience: Duration): Hold {
    return new Hold('operator', checked(patience));
  }

  /** The same, and the word must be somebody else's than who started it. */
  static forSecondPerson(patience: Duration): Hold {
    return new Hold('second person', checked(patience));
  }

  /** It ends at once, frozen; a restore that is started again goes on where it can. */
  static never(): Hold {
    return new Hold('never', Duration.minutes(1));
  }

  private constructor(
    readonly policy: HoldPolicy,
    /** How long an answer is waited for. */
    readonly patience: Duration,
  ) {}
}

function checked(patience: Duration): Duration {
  const minutes = patience.toMinutes({ integral: false });
  if (minutes < 1 || minutes > LONGEST_HOURS * 60) {
    throw new Error(
      `The patience of \`hold\` is ${minutes} minutes; from 1 minute to ${LONGEST_HOURS} hours are allowed: who must answer has to sleep, too, but stores are frozen meanwhile.`,
    );
  }
  return patience;
}
