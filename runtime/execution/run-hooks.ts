import { LambdaClient } from '@aws-sdk/client-lambda';
import { candidateOf } from '../../domain/workflow/candidates';
import { hooksLeft, hooksRun } from '../../domain/workflow/hooks';
import type { HooksRun, HookTime, Workflow } from '../../domain/workflow/workflow';
import { CLOCK, type Clock } from './clock';
import { type HookEvent, HookFunction } from './hook-function';
import { type LambdaContext, timeLeft } from './lambda-context';

/** What the construct puts into the environment of both handlers. The functions are those of the plan. */
export interface RunHooksEnvironment {
  readonly PAIR: string;
}

export type RunHooksInput = Pick<Workflow, 'plan' | 'attempt' | 'candidate'> &
  Partial<Pick<Workflow, 'database' | 'afterFreezeHooks' | 'beforeOpenHooks'>>;

/** What RunAfterFreezeHooks and RunBeforeOpenHooks need of the world. */
export interface RunHooksWorld {
  readonly pair: string;
  readonly hooks: Pick<HookFunction, 'run'>;
  readonly now: Clock['now'];
}

/** One hook: the state machine comes again until all of the plan have run. Where none is left, nothing is done. */
export async function runNextHook(
  when: HookTime,
  input: RunHooksInput,
  { pair, hooks, now }: RunHooksWorld,
): Promise<HooksRun> {
  const ran = hooksRun(input, when);
  const [next] = hooksLeft(input, when);
  if (next === undefined) return { ran };
  const begun = now();
  const done = await hooks.run(next, { hook: next.name, when, pair, ...eventOf(input) });
  return { ran: [...ran, { name: next.name, done, seconds: Math.round((now() - begun) / 100) / 10 }] };
}

/** Names and times: no secret, no row, no key. */
function eventOf({ plan, attempt, candidate, database }: RunHooksInput): Omit<HookEvent, 'hook' | 'when' | 'pair'> {
  const { runId, mode, scope, targetTime, objects } = plan;
  const restored = database !== undefined && database.recoveredToSource !== 'live';
  return {
    runId,
    mode,
    scope,
    attempt,
    targetTime,
    restoredTo: candidateOf(plan, candidate).recoveryPoint.time,
    objects,
    ...(restored && { database: { host: database.host, port: database.port, name: database.name } }),
  };
}

export const hooksWorld = (pair: string, context: LambdaContext): RunHooksWorld => ({
  pair,
  // An SDK that tries again by itself would run a hook again unseen.
  hooks: new HookFunction(new LambdaClient({ maxAttempts: 1 }), () => timeLeft(context, 'ending')),
  now: CLOCK.now,
});
