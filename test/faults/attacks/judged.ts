import type { Replayed } from './replays';

export const sayReplayed = ({ step, file, kind, outcome }: Replayed): string => `${step}, ${file} ${kind}: ${outcome}`;

/** A file that an earlier try of the very step has left; no state knows it yet. */
const FIRST_TRY =
  'the step has left it for its own next try, and its answer, with the digest, has reached no state yet';

const TIMES = 'the ledger says when a step began and ended; the verdict does not lie there';

/**
 * What an attack may change of a step's answer, and why that is right, by the beginning of what was found. All others are
 * refused, or change nothing.
 */
const ALLOWED: Readonly<Record<string, string>> = {
  'FreezeWrites, runs/RUN/freeze.json removed: as if it were gone': FIRST_TRY,
  'FreezeWrites, runs/RUN/freeze.json future: {"frozenAt"': FIRST_TRY,
  'ConfigureDatabase, runs/RUN/attempt-N/sequences.json removed: as if it were gone': FIRST_TRY,
  'ConfigureDatabase, runs/RUN/attempt-N/converged.json removed: as if it were gone': FIRST_TRY,
  'ProveReferences, baselines/ONE removed: as if it were gone': 'without a baseline nothing is excused',
  'RunChecks, manifests/ONE removed: as if it were gone': 'without a manifest nothing is compared with it',
  'RunChecks, manifests/ONE future: error CheckFailed': 'a check that fails holds the run',
  'WriteReport, runs/RUN/ledger/ENTRY one field changed: {"verdict":"verified"': TIMES,
  'WriteReport, runs/RUN/ledger/ENTRY future: {"verdict":"verified"': TIMES,
};

export const isAllowed = (found: Replayed): boolean =>
  ['refused', 'the same'].includes(found.outcome) ||
  // The report does without what it cannot believe, and says so; its verdict is in the state.
  (found.step === 'WriteReport' && found.outcome === 'as if it were gone') ||
  Object.keys(ALLOWED).some((beginning) => sayReplayed(found).startsWith(beginning));
