import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { COLUMN, TABLE } from './object-reference';

/** A table in which the application writes down whom it has erased. */
export interface ErasureLog {
  /** `erasure_requests`, or with its schema. */
  readonly table: string;
  /** The column that says who: its value is what the function is given. */
  readonly subject: string;
  /** The column that says when the erasure was carried out; a time or a date. */
  readonly at: string;
}

/** At least one of `tables` and `log` is given. */
export interface Erasures {
  /**
   * Tables from which an erasure deletes a row, as `users`: each row that was there at the target time and is no longer in
   * the old database is given to the function, by its primary key. What the incident has deleted is among them: the
   * function decides, and says how many it has kept.
   *
   * @default - none
   */
  readonly tables?: string[];

  /**
   * Where the application writes down its erasures: those of after the target time are given to the function, and what an
   * incident has deleted is not.
   *
   * @default - none
   */
  readonly log?: ErasureLog;

  /**
   * Carries them out again, in the restored database, its objects and wherever else. It is invoked with
   * `{"action": "erase", "runId", "database": {"host", "port", "name", "secretArn"}, "table", "subjects": [{"id": "…"}]}`,
   * at most 100 subjects at once, and answers when it has ended: `{"erased": 98, "kept": 2}`. It may be given the same
   * subject again. Rows of `tables` are then looked up: as many as it has kept must still be there.
   */
  readonly repeatWith: IFunction;
}

/** @throws Error that says what is missing or not allowed */
export function checkErasures(erasures: Erasures): Erasures {
  const { tables = [], log } = erasures;
  if (tables.length === 0 && log === undefined) {
    throw new Error(
      '`erasures` has neither `tables` nor `log`; give the tables from which an erasure deletes rows, or the table in which the application writes down its erasures.',
    );
  }
  const names: readonly [string, string, RegExp][] = [
    ...tables.map((table): [string, string, RegExp] => ['tables', table, TABLE]),
    ...(log === undefined ? [] : logNames(log)),
  ];
  for (const [what, name, allowed] of names) {
    if (allowed.test(name)) continue;
    throw new Error(
      `\`${what}\` of \`erasures\` is '${name}'; a lower-case Postgres identifier is allowed: give the name as \`\\d\` in psql shows it.`,
    );
  }
  return erasures;
}

const logNames = ({ table, subject, at }: ErasureLog): [string, string, RegExp][] => [
  ['log.table', table, TABLE],
  ['log.subject', subject, COLUMN],
  ['log.at', at, COLUMN],
];
