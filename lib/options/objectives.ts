import type { Duration } from 'aws-cdk-lib';
import type { Objectives as ObjectivesInSeconds } from '../../domain/report/objectives';

/** What a restore is meant to achieve: each report says what it did achieve beside it. */
export interface Objectives {
  /**
   * Recovery point objective: at most so much of what was written before the incident may be lost.
   *
   * @default - none
   */
  readonly recoveryPoint?: Duration;

  /**
   * Recovery time objective: traffic is open again within this time after a restore was started.
   *
   * @default - none
   */
  readonly recoveryTime?: Duration;
}

/** As the handler reads them. */
export const objectivesOf = ({ recoveryPoint, recoveryTime }: Objectives): ObjectivesInSeconds => ({
  ...(recoveryPoint && { recoveryPointSeconds: recoveryPoint.toSeconds() }),
  ...(recoveryTime && { recoveryTimeSeconds: recoveryTime.toSeconds() }),
});
