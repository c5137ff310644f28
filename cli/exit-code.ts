/** What the process answers; the same for every command. */
export const ExitCode = {
  /** Done and verified. */
  VERIFIED: 0,
  /** Done and wrong: a check failed, a key failed. */
  WRONG: 1,
  /** The arguments cannot be used; nothing was touched. */
  BAD_ARGUMENTS: 2,
  /** Could not run: no database, no access. */
  COULD_NOT_RUN: 3,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Arguments that cannot be used: said in one line, before anything is touched. */
export class BadArguments extends Error {
  override readonly name = 'BadArguments';
}
