import { Duration } from 'aws-cdk-lib';
import type { DrillSchedule } from './options/drill-schedule';

/** For a drill that failed to be done again before anybody is called for its age alone. */
const SLACK_DAYS = 4;
const DEFAULT_DAYS = 31;

/** How old the last verified restore may be: older than the time between two drills, or every drill would come too late. */
export function verifiedWithin(given: Duration | undefined, { interval }: DrillSchedule): Duration {
  const between = interval?.toDays() ?? 0;
  if (given === undefined) return Duration.days(between < DEFAULT_DAYS ? DEFAULT_DAYS : between + SLACK_DAYS);
  if (given.toDays() > between) return given;
  throw new Error(
    `\`verifiedWithin\` is ${given.toDays()} days, and \`drill\` runs up to ${between} days apart: the alarm would come before the drill. Give more than ${between} days, or drill more often.`,
  );
}
