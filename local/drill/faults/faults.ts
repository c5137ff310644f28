import { corruptedObject } from './corrupted-object';
import { damagedFirstCandidate } from './damaged-first-candidate';
import { failingHealth } from './failing-health';
import { failingSmokeJob } from './failing-smoke-job';
import type { Fault } from './fault';
import { missingObject } from './missing-object';
import { settingsLost } from './settings-lost';
import { wrongTargetTime } from './wrong-target-time';

/** Those that a drill must end red with. */
export const FAULTS: readonly Fault[] = [
  missingObject,
  corruptedObject,
  wrongTargetTime,
  failingHealth,
  failingSmokeJob,
  settingsLost,
];

/** What `--fault` knows: with the last one a restore climbs to its second candidate, and is verified there. */
export const ALL_FAULTS: readonly Fault[] = [...FAULTS, damagedFirstCandidate];

/** @returns undefined when there is no fault of that name */
export function findFault(name: string | undefined): Fault | undefined {
  return ALL_FAULTS.find((fault) => fault.name === name);
}
