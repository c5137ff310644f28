import type { Catcher } from './definition';
import { RetryPlan } from './retry';
import { Abandoned, matchesError, StateError } from './state-error';
import type { Transition, VisitTo } from './state-visit';
import { sleep } from './waiting';

type Fallible = 'Task' | 'Parallel' | 'Map';

/**
 * Runs a state's work until it succeeds, its retriers are used up, and a catcher takes the error, if there is one.
 * @param work one try: its result is what `Output` sees
 */
export async function attempt(visit: VisitTo<Fallible>, work: () => Promise<unknown>): Promise<Transition> {
  const { state, scope } = visit;
  const retries = new RetryPlan(state.Retry);
  for (;;) {
    try {
      const result = await work();
      checkNotAborted(scope.signal);
      return { output: await visit.resolveOutput('', state, result, { result }), next: state.Next };
    } catch (thrown) {
      if (thrown instanceof Abandoned) throw thrown;
      const error = StateError.from(thrown);
      const delay = retries.next(error.error);
      if (delay === undefined) return await caught(visit, state.Catch, error);
      await sleep(delay * scope.world.waitScale, scope.signal);
      visit.retryCount += 1;
    }
  }
}

async function caught(
  visit: VisitTo<Fallible>,
  catchers: readonly Catcher[] = [],
  error: StateError,
): Promise<Transition> {
  const index = catchers.findIndex(({ ErrorEquals }) => matchesError(ErrorEquals, error.error));
  const catcher = catchers[index];
  if (!catcher) throw error;
  const errorOutput = { Error: error.error, Cause: error.cause };
  return {
    output: await visit.resolveOutput(`Catch[${index}]/`, catcher, errorOutput, { errorOutput }),
    next: catcher.Next,
  };
}

function checkNotAborted(signal: AbortSignal): void {
  if (signal.aborted) throw signal.reason;
}
