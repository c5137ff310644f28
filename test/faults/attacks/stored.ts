import { matches } from '../../lib/roles/conditions';

/** How it is known that a stored file is no authority. */
export type Shown =
  /** A step reads it, and is invoked again with it attacked: `Replays`. */
  | 'attacked in a run'
  /** No step of a run reads it back: it is for people, auditors and the command line. */
  | 'read by people'
  /** A run that goes well does not come to it: the test of this title attacks it. */
  | { readonly file: string; readonly title: string };

const shown = (file: string, title: string): Shown => ({ file, title });
const STEPS = 'test/lambda/steps/';
const SEALED = shown(`${STEPS}rewind-steps.test.ts`, 'a cursor that was changed is not gone on from');
const THAW = shown(`${STEPS}thaw-objects.test.ts`, 'F112 a list of what to thaw that was changed since it was planned');
const REPORTED = shown(
  `${STEPS}write-report.test.ts`,
  'F112 what the report says and signs is what the step has written',
);

/** Every place of the evidence bucket below which a role of the backup may write, as its policies have it. */
export const STORED: Readonly<Record<string, Shown>> = {
  'baselines/*': 'attacked in a run',
  'batch-replication/*': 'read by people',
  // Its rows are for people, its list of erasures for RepeatErasures.
  'data-loss/*': 'attacked in a run',
  'freezes/*': shown(`${STEPS}freeze-writes.test.ts`, 'F112 a standing freeze that is none'),
  'locks/*': 'attacked in a run',
  'manifests/*': 'attacked in a run',
  'object-copies/*': shown('test/lambda/object-copies/object-copies.test.ts', 'in place of the task of this day'),
  'readiness/latest.json': 'read by people',
  'restore-tests/*': 'read by people',
  'runs/latest-verified.json': shown('test/domain/readiness/operation.test.ts', 'F112 from the future is red'),
  'runs/*/accepted-losses/*': shown('test/runtime/references/losses.test.ts', 'are not those that were decided on'),
  'runs/*/approval.json': shown('test/cli/commands/decide.test.ts', 'a token that a file of the evidence names'),
  'runs/*/attempt-?/actions/*': 'attacked in a run',
  'runs/*/attempt-?/already-dangling.json': shown(
    `${STEPS}run-checks.test.ts`,
    'F112 what says what was missing before',
  ),
  'runs/*/attempt-?/ambiguous/*': SEALED,
  'runs/*/attempt-?/archived/*': SEALED,
  'runs/*/attempt-?/checks.json': 'attacked in a run',
  'runs/*/attempt-?/converged.json': 'attacked in a run',
  'runs/*/attempt-?/dependents.json': 'attacked in a run',
  'runs/*/attempt-?/events.json': 'attacked in a run',
  'runs/*/attempt-?/losses.json': shown('test/cli/commands/decide.test.ts', 'exactly what was found is accepted'),
  'runs/*/attempt-?/password.json': 'attacked in a run',
  'runs/*/attempt-?/plan-cursor.json': SEALED,
  'runs/*/attempt-?/proof/*': 'read by people',
  'runs/*/attempt-?/referenced/*': shown(`${STEPS}second-t.test.ts`, 'F112 what rows have said of undecided keys'),
  'runs/*/attempt-?/results/*': 'attacked in a run',
  'runs/*/attempt-?/seals/*': 'attacked in a run',
  'runs/*/attempt-?/sequences.json': 'attacked in a run',
  'runs/*/attempt-?/state/*': 'attacked in a run',
  'runs/*/attempt-?/thaw/*.json': THAW,
  'runs/*/attempt-?/thaw/*/*': THAW,
  'runs/*/attempt-?/unsettled/*': REPORTED,
  'runs/*/attempt-?/verify-cursor.json': shown(`${STEPS}rewind-steps.test.ts`, 'nor is that of a verification'),
  'runs/*/attempt-?/written/*': 'attacked in a run',
  'runs/*/capacity-notes/*/*': shown('test/runtime/database/capacity-notes.test.ts', 'F112 a note that is none'),
  'runs/*/cut-over.json': 'read by people',
  'runs/*/data-loss.json': 'attacked in a run',
  'runs/*/decisions/*': 'read by people',
  'runs/*/ended/*': shown('test/lambda/events/report-stopped.test.ts', 'F112 what was there before a run was stopped'),
  'runs/*/freeze.json': 'attacked in a run',
  'runs/*/frozen.json': 'attacked in a run',
  'runs/*/ledger/*': 'attacked in a run',
  'runs/*/old-database.json': 'attacked in a run',
  'runs/*/plan.*': 'attacked in a run',
  'runs/*/report.*': shown('test/lambda/events/report-stopped.test.ts', 'in the place of its report is no report'),
};

/** Each step has entries of its own in the ledger. */
export const placeOf = (pattern: string): string => pattern.replace(/(\/ledger\/).*/, '$1*');

/** The place that a key lies in; the narrowest, where there are two. */
export const placeOfKey = (key: string): string | undefined =>
  Object.keys(STORED)
    .filter((place) => matches(place, key))
    .sort((one, other) => other.length - one.length)[0];
