import { Duration } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { wholeDuration } from './whole-duration';

/** At night, and not on the hour, when many schedules begin. */
const HOUR = '3';
const MINUTE = '17';

/** When drills are started by schedule: the whole restore, isolated from production, torn down again. */
export class DrillSchedule {
  /** On Sundays at 03:17 UTC. */
  static weekly(): DrillSchedule {
    return new DrillSchedule(ScheduleExpression.cron({ minute: MINUTE, hour: HOUR, weekDay: 'SUN' }), Duration.days(7));
  }

  /** On the first of each month at 03:17 UTC. */
  static monthly(): DrillSchedule {
    return new DrillSchedule(ScheduleExpression.cron({ minute: MINUTE, hour: HOUR, day: '1' }), Duration.days(31));
  }

  /**
   * At times of your own, for example `ScheduleExpression.expression('cron(30 2 ? * TUE#1 *)')`.
   */
  static at(schedule: ScheduleExpression): DrillSchedule {
    return new DrillSchedule(schedule);
  }

  /** By hand only. */
  static never(): DrillSchedule {
    return new DrillSchedule();
  }

  private constructor(
    readonly schedule?: ScheduleExpression,
    /** The longest time between two of them, where that is known. */
    readonly interval?: Duration,
  ) {}
}

/** For a drill that failed to be done again before its age alone raises the alarm. */
const SLACK_DAYS = 4;
const DEFAULT_DAYS = 31;

/** How old the last verified restore may be: older than the time between two drills, or every drill would come too late. */
export function verifiedWithin(given: Duration | undefined, { interval }: DrillSchedule): Duration {
  const between = interval?.toDays() ?? 0;
  if (given === undefined) return Duration.days(between < DEFAULT_DAYS ? DEFAULT_DAYS : between + SLACK_DAYS);
  wholeDuration('`verifiedWithin`', given, {
    unit: 'days',
    least: 1,
    why: 'a restore or a drill takes hours, and no more than one a day is looked for',
  });
  if (given.toDays() > between) return given;
  throw new Error(
    `\`verifiedWithin\` is ${given.toDays()} days, and \`drill\` runs up to ${between} days apart: the alarm would come before the drill. Give more than ${between} days, or drill more often.`,
  );
}
