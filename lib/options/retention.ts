import { Duration } from 'aws-cdk-lib';
import { knownNow } from './known-now';

/** RDS keeps automated backups for 35 days at most; the runbook asks for 7 at least and recommends 30. */
const MINIMUM_DAYS = 7;
const RECOMMENDED_DAYS = 30;
const MAXIMUM_DAYS = 35;

/**
 * A version that was current at the earliest target time must outlive the incident it is needed in: found late, planned,
 * approved, restored and restored again.
 */
const MARGIN_DAYS = 7;

/** How far back both stores can go. One owner for the two: neither is set anywhere else. */
export class Retention {
  /** 30 days, as the runbook recommends. */
  static recommended(): Retention {
    return Retention.of(Duration.days(RECOMMENDED_DAYS));
  }

  /** 7 days, the least the runbook allows. */
  static minimum(): Retention {
    return Retention.of(Duration.days(MINIMUM_DAYS));
  }

  /** @param period whole days, from 7 to 35 (what point-in-time recovery of RDS can hold) */
  static of(period: Duration): Retention {
    const days = knownNow('`retention`', period).toDays({ integral: false });
    if (!Number.isInteger(days) || days < MINIMUM_DAYS || days > MAXIMUM_DAYS) {
      throw new Error(
        `\`retention\` is ${days} days; whole days from ${MINIMUM_DAYS} to ${MAXIMUM_DAYS} are allowed: use Retention.recommended() (${RECOMMENDED_DAYS} days), or keep what must live longer in AWS Backup.`,
      );
    }
    return new Retention(period, Duration.days(days + MARGIN_DAYS));
  }

  private constructor(
    /** Window of point-in-time recovery, and age at which daily snapshots go. */
    readonly period: Duration,
    /** Age at which a noncurrent object version goes: the period and a margin of 7 days. */
    readonly objectHistory: Duration,
  ) {}
}
