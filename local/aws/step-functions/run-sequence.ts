import { attempt } from './attempt';
import type { State, States } from './definition';
import { runDistributedMap } from './run-distributed-map';
import { runInlineMap } from './run-map';
import { runParallel } from './run-parallel';
import { runTask } from './run-task';
import type { Scope } from './scope';
import { isDistributed } from './sequence-check';
import { StateError } from './state-error';
import { type Transition, Visit, type VisitTo } from './state-visit';
import { sleep } from './waiting';

/** Runs states one after the other, from `StartAt` to one that ends. */
export async function runSequence({ StartAt, States: states }: States, input: unknown, scope: Scope): Promise<unknown> {
  let name = StartAt;
  let current = input;
  for (;;) {
    const state = states[name];
    if (!state) throw new StateError('States.Runtime', `There is no state '${name}'.`);
    const kind = `${state.Type}State`;
    scope.record(`${kind}Entered`, { name, input: JSON.stringify(current), inputDetails: { truncated: false } }, name);
    const { output, next } = await runState(scope, name, state, current);
    scope.record(`${kind}Exited`, { name, output: JSON.stringify(output), outputDetails: { truncated: false } }, name);
    if (next === undefined) return output;
    [name, current] = [next, output];
  }
}

async function runState(scope: Scope, name: string, state: State, input: unknown): Promise<Transition> {
  const visit = <Visited extends State>(narrowed: Visited) => new Visit(scope, name, narrowed, input);
  switch (state.Type) {
    case 'Pass': {
      return { output: await visit(state).resolveOutput('', state, input), next: state.Next };
    }
    case 'Succeed':
      return { output: await visit(state).resolveOutput('', state, input) };
    case 'Fail':
      return fail(visit(state));
    case 'Wait':
      return wait(visit(state));
    case 'Choice':
      return choose(visit(state));
    case 'Task': {
      const task = visit(state);
      return attempt(task, () => runTask(task));
    }
    case 'Parallel': {
      const parallel = visit(state);
      return attempt(parallel, () => runParallel(parallel));
    }
    case 'Map': {
      const map = visit(state);
      return attempt(map, () => (isDistributed(state) ? runDistributedMap(map) : runInlineMap(map)));
    }
  }
}

async function fail(visit: VisitTo<'Fail'>): Promise<never> {
  const { Error: error = '', Cause: cause = '' } = visit.state;
  throw new StateError(await visit.text('Error', error), await visit.text('Cause', cause));
}

async function wait(visit: VisitTo<'Wait'>): Promise<Transition> {
  const { state, scope, input } = visit;
  await sleep((await secondsOf(visit)) * scope.world.waitScale, scope.signal);
  return { output: await visit.resolveOutput('', state, input), next: state.Next };
}

async function secondsOf(visit: VisitTo<'Wait'>): Promise<number> {
  const { Seconds, Timestamp } = visit.state;
  if (Seconds !== undefined) return visit.count('Seconds', Seconds);
  const text = await visit.text('Timestamp', Timestamp ?? '');
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw visit.queryError('Timestamp', 'a time in ISO 8601', text);
  return Math.max(0, (time - Date.now()) / 1000);
}

async function choose(visit: VisitTo<'Choice'>): Promise<Transition> {
  const { state, input } = visit;
  for (const [index, rule] of state.Choices.entries()) {
    const field = `Choices[${index}]/`;
    const holds = await visit.evaluate(`${field}Condition`, rule.Condition);
    if (typeof holds !== 'boolean') throw visit.queryError(`${field}Condition`, 'true or false', holds);
    if (holds) return { output: await visit.resolveOutput(field, rule, input), next: rule.Next };
  }
  if (state.Default === undefined) {
    throw new StateError(
      'States.NoChoiceMatched',
      `No choice of the state '${visit.name}' matched, and it has no default.`,
    );
  }
  return { output: await visit.resolveOutput('', state, input), next: state.Default };
}
