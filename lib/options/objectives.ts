import type { Duration } from 'aws-cdk-lib';
import type { Objectives as ObjectivesInSeconds } from '../../domain/report/objectives';
import { wholeDuration } from './whole-duration';

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

/** @throws Error for one that no restore can meet */
export function checkObjectives(given: Objectives): Objectives {
  for (const name of ['recoveryPoint', 'recoveryTime'] as const) {
    const objective = given[name];
    if (objective === undefined) continue;
    wholeDuration(`\`${name}\` of \`objectives\``, objective, {
      unit: 'seconds',
      least: 1,
      why: 'a restore takes its time, and its report measures in whole seconds',
    });
  }
  return given;
}

/** As the handler reads them. */
export const objectivesOf = ({ recoveryPoint, recoveryTime }: Objectives): ObjectivesInSeconds => ({
  ...(recoveryPoint && { recoveryPointSeconds: recoveryPoint.toSeconds() }),
  ...(recoveryTime && { recoveryTimeSeconds: recoveryTime.toSeconds() }),
});
