import { checkPayload } from './limits';
import type { VisitTo } from './state-visit';
import { concurrently } from './waiting';

/** One try of a Parallel state: all branches at once; the first failure abandons the others. */
export async function runParallel(visit: VisitTo<'Parallel'>): Promise<unknown> {
  const { state, scope, name } = visit;
  const input = state.Arguments === undefined ? visit.input : await visit.evaluate('Arguments', state.Arguments);
  checkPayload(name, 'arguments', input);
  scope.record('ParallelStateStarted', {}, name);
  const { Branches } = state;
  const results = await concurrently(Branches, Branches.length, scope.signal, (branch, _, signal) =>
    scope.world.runSequence(branch, input, scope.inner(signal)),
  );
  scope.record('ParallelStateSucceeded', {}, name);
  return results;
}
