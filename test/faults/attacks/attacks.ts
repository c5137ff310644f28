import type { StepName } from '../../../domain/workflow/workflow';

/** As who can write there would do it: the object seems to be this run's, unless it is another's. */
export type Kind = 'removed' | 'garbage' | "another run's" | 'future' | 'one field changed' | 'added';

export interface Attack {
  /**
   * Beginning of its key: `ATTEMPT` and `RUN` are the folders of the attempt and of the run, `LOST` that of its rows;
   * `PART` is the part that is about to be carried out, `LOCK` the lock.
   */
  readonly file: string;
  readonly kind: Kind;
  /** The step that is about to run, and reads it. */
  readonly before: StepName;
  /** With `one field changed`. */
  readonly from?: RegExp;
  readonly to?: string;
  /** Every attempt reads it: an operator brings it back. */
  readonly mend?: true;
  /** No step depends on it: the run is verified all the same. */
  readonly verified?: true;
}

type Of = Omit<Attack, 'kind'>;

const PART: Of = { file: 'PART', before: 'RestoreObjects' };
const STATE: Of = { file: 'ATTEMPT/state/', before: 'ProveReferences' };
const SEAL: Of = { file: 'ATTEMPT/seals/', before: 'ProveReferences' };
const FREEZE: Of = { file: 'RUN/freeze.json', before: 'ProveReferences', mend: true };
const ERASURES: Of = { file: 'LOST/erasures/', before: 'RepeatErasures', mend: true };
const RESULT: Of = { file: 'ATTEMPT/results/', before: 'VerifyObjects' };
const WRITTEN: Of = { file: 'ATTEMPT/written/', before: 'VerifyObjects' };
const BASELINE: Of = { file: 'baselines/', before: 'ProveReferences', mend: true };
const MANIFEST: Of = { file: 'manifests/', before: 'ProveReferences', mend: true };
/** What only the report reads: it says what it could not believe, and its verdict stands. */
const REPORTED: readonly Of[] = [
  'RUN/plan.json',
  'RUN/plan.signature.json',
  'RUN/freeze.json',
  'RUN/ledger/',
  'ATTEMPT/checks.json',
  'ATTEMPT/events.json',
  'RUN/data-loss.json',
].map((file) => ({ file, before: 'WriteReport', verified: true }));

const changed = (of: Of, from: RegExp, to: string): Attack => ({ ...of, kind: 'one field changed', from, to });
const each = (of: Of, ...kinds: readonly Kind[]): Attack[] => kinds.map((kind) => ({ ...of, kind }));
const ANY: readonly Kind[] = ['removed', 'garbage', "another run's"];

/** With the whole state machine: each in an attempt of its own, with a `retry` after each hold. */
export const ALWAYS: readonly Attack[] = [
  changed(PART, /"key":"[^"]*"/, '"key":"elsewhere/x"'),
  changed(FREEZE, /"generation": 0/, '"generation": 7'),
  changed(ERASURES, /"subject":\{"id":"[^"]*"/, '"subject":{"id":"another"'),
  { file: 'ATTEMPT/plan-cursor.json', kind: 'garbage', before: 'RestoreObjects', verified: true },
  { file: 'LOCK', kind: 'garbage', before: 'RunChecks', verified: true },
];

/** Every kind on every file: on the state that one run has ended in, or each with the whole state machine. */
export const EVERY: readonly Attack[] = [
  ...each(STATE, ...ANY, 'future'),
  changed(STATE, /"size":/, '"size":1'),
  ...each(SEAL, ...ANY),
  changed(SEAL, /"copy": /, '"copy": 1'),
  ...each({ file: 'ATTEMPT/actions/', before: 'ProveReferences' }, 'added'),
  ...each(PART, ...ANY),
  changed(PART, /"versionId":"[^"]*"/, '"versionId":"another"'),
  ...each(FREEZE, ...ANY, 'future'),
  ...each(RESULT, ...ANY),
  changed(RESULT, /"copied": /, '"copied": 1'),
  ...each(WRITTEN, ...ANY),
  changed(WRITTEN, /"versionId":"[^"]*"/, '"versionId":"another"'),
  ...each(BASELINE, 'garbage', 'future'),
  ...each(MANIFEST, 'garbage', 'future'),
  ...REPORTED.flatMap((of) => each(of, ...ANY)),
  changed(REPORTED[4]!, /"passed"/, '"failed"'),
  changed(REPORTED[0]!, /"mode": "incident"/, '"mode": "drill"'),
  ...each(ERASURES, 'removed', 'garbage'),
];

/** More attempts than these a run may not have. */
const ATTEMPTS = 7;

/** Each attempt has one that holds it; what holds nothing goes with the last. */
export function inRuns(attacks: readonly Attack[]): Attack[][][] {
  const held = attacks.filter(({ verified }) => !verified).map((attack) => [attack]);
  const runs: Attack[][][] = [];
  for (let at = 0; at < held.length; at += ATTEMPTS) runs.push(held.slice(at, at + ATTEMPTS));
  runs.at(-1)?.push(attacks.filter(({ verified }) => verified));
  return runs;
}

export const sayAttack = ({ file, kind }: Attack): string => `${file} ${kind}`;
