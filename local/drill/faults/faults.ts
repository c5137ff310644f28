import { corruptedObject } from './corrupted-object';
import { damagedFirstCandidate } from './damaged-first-candidate';
import { failingHealth } from './failing-health';
import { failingSmokeJob } from './failing-smoke-job';
import type { Fault } from './fault';
import { missingObject } from './missing-object';
import { settingsLost } from './settings-lost';
import { wrongTargetTime } from './wrong-target-time';

/** Faults that a drill must fail with. */
export const FAULTS: readonly Fault[] = [
  missingObject,
  corruptedObject,
  wrongTargetTime,
  failingHealth,
  failingSmokeJob,
  settingsLost,
];

/** Values of `--fault`: with the last one the restore is verified at its second candidate. */
export const ALL_FAULTS: readonly Fault[] = [...FAULTS, damagedFirstCandidate];

/** @returns undefined when there is no fault of that name */
export function findFault(name: string | undefined): Fault | undefined {
  return ALL_FAULTS.find((fault) => fault.name === name);
}
