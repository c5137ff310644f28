import { corruptedObject } from './corrupted-object';
import { failingHealth } from './failing-health';
import { failingSmokeJob } from './failing-smoke-job';
import type { Fault } from './fault';
import { missingObject } from './missing-object';
import { settingsLost } from './settings-lost';
import { wrongTargetTime } from './wrong-target-time';

/** What `--fault` knows. */
export const FAULTS: readonly Fault[] = [
  missingObject,
  corruptedObject,
  wrongTargetTime,
  failingHealth,
  failingSmokeJob,
  settingsLost,
];

/** @returns undefined when there is no fault of that name */
export function findFault(name: string | undefined): Fault | undefined {
  return FAULTS.find((fault) => fault.name === name);
}
