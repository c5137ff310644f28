import type { StepName } from '../../../domain/workflow/workflow';

/** As who can write there would do it: the object seems to be this run's, unless it is another's. */
export type Kind = 'removed' | 'garbage' | "another run's" | 'future' | 'one field changed' | 'added';

export interface Attack {
  /**
   * Beginning of its key: `ATTEMPT` and `RUN` are the folders of the attempt and of the run; `PART` is the part that is
   * about to be carried out, `LOCK` the lock.
   */
  readonly file: string;
  readonly kind: Kind;
  /** The step that is about to run. */
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
const RESULT: Of = { file: 'ATTEMPT/results/', before: 'VerifyObjects' };
const WRITTEN: Of = { file: 'ATTEMPT/written/', before: 'VerifyObjects' };

const changed = (of: Of, from: RegExp, to: string): Attack => ({ ...of, kind: 'one field changed', from, to });
const each = (of: Of, ...kinds: readonly Kind[]): Attack[] => kinds.map((kind) => ({ ...of, kind }));

/** One run: each in an attempt of its own, with a `retry` after each hold. */
export const ALWAYS: readonly Attack[] = [
  ...each(STATE, 'removed'),
  ...each({ file: 'ATTEMPT/actions/', before: 'ProveReferences' }, 'added'),
  ...each(PART, 'garbage'),
  changed(PART, /"key":"[^"]*"/, '"key":"elsewhere/x"'),
  changed(FREEZE, /"generation": 0/, '"generation": 7'),
  { file: 'ATTEMPT/plan-cursor.json', kind: 'garbage', before: 'RestoreObjects', verified: true },
  { file: 'LOCK', kind: 'garbage', before: 'RunChecks', verified: true },
];

/** The others, in as many runs as they need. */
export const OTHERS: readonly Attack[] = [
  ...each(STATE, 'garbage', "another run's", 'future'),
  changed(STATE, /"size":/, '"size":1'),
  ...each(SEAL, 'removed', 'garbage', "another run's"),
  ...each(PART, 'removed', "another run's"),
  changed(PART, /"versionId":"[^"]*"/, '"versionId":"another"'),
  ...each(FREEZE, 'removed', 'garbage', "another run's", 'future'),
  ...each(RESULT, 'garbage', "another run's"),
  ...each(WRITTEN, 'garbage', "another run's"),
  {
    ...changed({ file: 'RUN/plan.json', before: 'OpenLowTraffic' }, /"mode": "incident"/, '"mode": "drill"'),
    verified: true,
  },
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
