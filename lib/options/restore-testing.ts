import { Schedule } from 'aws-cdk-lib/aws-events';

export interface RestoreTestingOptions {
  /**
   * Subnet group into which AWS Backup restores.
   *
   * @default - that of a database made in this app; an imported one needs it
   */
  readonly subnetGroupName?: string;

  /**
   * Class of the restored instance, as `db.t4g.medium`.
   *
   * @default - that of the source
   */
  readonly instanceClass?: string;
}

/**
 * AWS Backup restores the newest daily snapshot by itself, our checks validate it, and AWS Backup deletes it again. It
 * tests the snapshots, of the database alone; a drill tests point-in-time recovery of both stores together. Not run on
 * AWS by this project so far: docs/decisions/readiness.md.
 */
export class RestoreTesting {
  /** Every Sunday at 05:00 UTC, after the daily snapshot. */
  static weekly(options?: RestoreTestingOptions): RestoreTesting {
    return RestoreTesting.on(Schedule.cron({ weekDay: 'SUN', hour: '5', minute: '0' }), options);
  }

  /** On the first of every month at 05:00 UTC, after the daily snapshot. */
  static monthly(options?: RestoreTestingOptions): RestoreTesting {
    return RestoreTesting.on(Schedule.cron({ day: '1', hour: '5', minute: '0' }), options);
  }

  static on(schedule: Schedule, options: RestoreTestingOptions = {}): RestoreTesting {
    return new RestoreTesting(schedule, options);
  }

  private constructor(
    readonly schedule: Schedule,
    readonly options: RestoreTestingOptions,
  ) {}
}
