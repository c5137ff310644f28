import type { StepName } from '../../domain/workflow/workflow';
import type { Expected } from './state-machine/expected';
import type { Kind } from './states/matrix';
import { STATE_MACHINE, SURROUNDINGS } from './trials';

/** One of each kind: a request, a candidate, an application. The whole drill has the freeze, the drills that fail the rest. */
const TITLES = [
  'F01 a target time without a zone',
  'F68 the next candidate is newer than the incident',
  'F63 health is right and a job of the smoke job fails: held, and its lecture is gone',
];

/** The trials with the whole state machine that `npm test` keeps; `npm run faults` has them all. */
export const KEPT: readonly Expected[] = TITLES.map((title) => {
  const found = [...STATE_MACHINE, ...SURROUNDINGS].filter((one) => one.title.startsWith(title));
  if (found.length !== 1) throw new Error(`${found.length} trials are called \`${title}…\`: exactly one is needed.`);
  return found[0]!;
});

/** Of the 120 combinations of F72. */
export const KEPT_STATES: readonly (readonly [StepName, Kind])[] = [['ResumeTraffic', 'times out']];
