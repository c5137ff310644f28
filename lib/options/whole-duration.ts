import { Duration } from 'aws-cdk-lib';
import { knownNow } from './known-now';

export interface DurationLimits {
  /** The handlers are told whole ones. */
  readonly unit: 'seconds' | 'days';
  readonly least: number;
  /** @default - none */
  readonly most?: number;
  /** Why no other can work, for the message. */
  readonly why: string;
}

/**
 * @param prop in backticks, and of what: `` `keep` of the daily object copies ``
 * @throws Error that says what was given, what is allowed, and why
 */
export function wholeDuration(prop: string, given: Duration, { unit, least, most, why }: DurationLimits): Duration {
  knownNow(prop, given);
  const amount = unit === 'days' ? given.toDays({ integral: false }) : given.toSeconds({ integral: false });
  if (Number.isInteger(amount) && amount >= least && amount <= (most ?? amount)) return given;
  const say = (limit: number) => Duration[unit](limit).toHumanString();
  throw new Error(
    `${prop} is ${given.toHumanString()}; whole ${unit} from ${say(least)}${most === undefined ? '' : ` to ${say(most)}`} are allowed: ${why}.`,
  );
}
