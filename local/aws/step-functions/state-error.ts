/** An error inside an execution: what retriers and catchers match, and what the state's error output shows. */
export class StateError extends Error {
  constructor(
    readonly error: string,
    override readonly cause: string,
  ) {
    super(`${error}: ${cause}`);
    this.name = 'StateError';
  }

  /** What is not an error of the workflow is one of this interpreter: it ends the execution and cannot be caught. */
  static from(thrown: unknown): StateError {
    if (thrown instanceof StateError) return thrown;
    return new StateError(
      'States.Runtime',
      thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
    );
  }
}

/** The execution, or the part of it around this state, has ended: nothing retries or catches that. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}

/** The wildcards do not match these. */
const TERMINAL = ['States.DataLimitExceeded', 'States.Runtime'];
const TIMEOUTS = ['States.Timeout', 'States.HeartbeatTimeout'];

/** Whether `ErrorEquals` of a retrier or catcher names the error. */
export function matchesError(errorEquals: readonly string[], error: string): boolean {
  if (error === 'States.Runtime') return false;
  return errorEquals.some((name) => {
    if (name === error) return true;
    if (name === 'States.Timeout') return error === 'States.HeartbeatTimeout';
    if (TERMINAL.includes(error)) return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && !TIMEOUTS.includes(error));
  });
}
