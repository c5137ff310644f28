import type { Duration } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { knownNow } from './known-now';

const HOUR = 2;

export interface DailyObjectCopiesOptions {
  /**
   * How long each object copy is kept, in whole days.
   *
   * @default - as long as the database can go back, and a margin of 7 days
   */
  readonly keep?: Duration;

  /**
   * The hour of the day at which it begins, UTC.
   *
   * @default 2
   */
  readonly hour?: number;
}

/**
 * A copy of the protected prefix to a dated prefix, every day: `pegasus/` to `pegasus-2026-11-23/`. The copies are
 * made inside S3. A bucket without versions has nothing else to restore from; beside versions they are a second line.
 */
export class DailyObjectCopies {
  /** @param bucket another one than the protected bucket, for nothing else that begins like its object copies */
  static to(bucket: IBucket, options: DailyObjectCopiesOptions = {}): DailyObjectCopies {
    const { keep, hour = HOUR } = options;
    if (keep) knownNow('`keep` of the daily object copies', keep);
    knownNow('`hour` of the daily object copies', hour);
    const days = keep?.toDays({ integral: false }) ?? 1;
    if (!Number.isInteger(days) || days < 1) {
      throw new Error(`\`keep\` of the daily object copies is ${days} days; whole days from 1 are allowed.`);
    }
    if (!Number.isInteger(hour) || hour < 0 || hour > 23) {
      throw new Error(`\`hour\` of the daily object copies is ${hour}; whole hours from 0 to 23 (UTC) are allowed.`);
    }
    return new DailyObjectCopies(bucket, hour, keep);
  }

  private constructor(
    readonly bucket: IBucket,
    readonly hour: number,
    /** Undefined: as long as the history of the objects. */
    readonly keep: Duration | undefined,
  ) {}
}
