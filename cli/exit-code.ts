/** Exit codes, the same for every command. */
export const ExitCode = {
  /** Done and verified. */
  VERIFIED: 0,
  /** Verification failed: a check or a key failed. */
  WRONG: 1,
  /** Usage error; nothing was changed. */
  BAD_ARGUMENTS: 2,
  /** Runtime error: no database, no access. */
  COULD_NOT_RUN: 3,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Usage error: reported in one line, before anything is changed. */
export class BadArguments extends Error {
  override readonly name = 'BadArguments';
}
