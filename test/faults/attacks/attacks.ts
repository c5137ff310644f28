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
  /** The step that is about to run, and reads it. */
  readonly before: StepName;
  /** With `one field changed`. @default - its first number is one more, or its first word another */
  readonly from?: RegExp;
  readonly to?: string;
  /** Every attempt reads it: an operator brings it back. */
  readonly mend?: true;
  /** No step depends on it: the run is verified all the same. */
  readonly verified?: true;
}

/** With the whole state machine: each in an attempt of its own, with a `retry` after each hold. */
export const ATTEMPTS: readonly (readonly Attack[])[] = [
  [
    {
      file: 'PART',
      before: 'RestoreObjects',
      kind: 'one field changed',
      from: /"key":"[^"]*"/,
      to: '"key":"elsewhere/x"',
    },
  ],
  [
    {
      file: 'RUN/freeze.json',
      before: 'ProveReferences',
      kind: 'one field changed',
      from: /"generation": 0/,
      to: '"generation": 7',
      mend: true,
    },
  ],
  [
    {
      file: 'LOST/erasures/',
      before: 'RepeatErasures',
      kind: 'one field changed',
      from: /"subject":\{"id":"[^"]*"/,
      to: '"subject":{"id":"another"',
      mend: true,
    },
  ],
  [
    { file: 'ATTEMPT/plan-cursor.json', kind: 'garbage', before: 'RestoreObjects', verified: true },
    { file: 'LOCK', kind: 'garbage', before: 'RunChecks', verified: true },
  ],
];

export const sayAttack = ({ file, kind }: Attack): string => `${file} ${kind}`;

const EACH: readonly Kind[] = ['removed', 'garbage', "another run's", 'future', 'one field changed', 'added'];

/** What can be done to this file: a moment must be in it, `added` is for what is found by a list. */
export function kindsFor(key: string, text: string): Kind[] {
  return EACH.filter((kind) => {
    if (kind === 'future') return DATE.test(text);
    if (kind === 'one field changed') return changedField(text) !== undefined;
    return kind !== 'added' || /part-\d+/.test(key);
  });
}

export const DATE = /"20\d\d-/;

/** @returns the text with one of its values changed; undefined where it has none */
export function changedField(text: string): string | undefined {
  const number = /(:\s*)(\d+)(?=[,}\s])/;
  if (number.test(text)) return text.replace(number, (_, before, value) => `${before}${Number(value) + 1}`);
  const word = /(:\s*"[^"\\]*)"/;
  return word.test(text) ? text.replace(word, '$1x"') : undefined;
}
