import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import type { TrafficMode } from '../../../domain/workflow/workflow';

/** One switch beside the parameter. Its state is JSON that only the switch itself understands. */
export interface Switch {
  readonly name: string;
  /** Whether code of the application runs in that state; never of a switch that runs none, as a queue or a rule. */
  runsIn(state: unknown): boolean;
  read(): Promise<unknown>;
  /** What it has to be in a mode, given what it was before the freeze. */
  stateIn(mode: TrafficMode, prior: unknown): unknown;
  /** Writes unless it is so already. */
  set(state: unknown): Promise<void>;
  /** @returns undefined when the state is reached, not only asked for; else what is still waited for */
  awaits(state: unknown): Promise<string | undefined>;
}

/** How one kind of switch is read, written and looked at. */
export interface SwitchAdapter<State> {
  readonly name: string;
  readonly schema: z.ZodType<State>;
  /** @default - it runs no code */
  runsIn?(state: State): boolean;
  read(): Promise<State>;
  stateIn(mode: TrafficMode, prior: State): State;
  write(state: State): Promise<void>;
  awaits(state: State): Promise<string | undefined>;
}

export function switchOf<State>(adapter: SwitchAdapter<State>): Switch {
  const { name, schema } = adapter;
  return {
    name,
    runsIn: (state) => adapter.runsIn?.(schema.parse(state)) ?? false,
    read: () => adapter.read(),
    stateIn: (mode, prior) => adapter.stateIn(mode, schema.parse(prior)),
    set: async (state) => {
      const wanted = schema.parse(state);
      if (!isDeepStrictEqual(await adapter.read(), wanted)) await adapter.write(wanted);
    },
    awaits: (state) => adapter.awaits(schema.parse(state)),
  };
}

/**
 * What counts as the state before the freeze. A run that ended frozen has left its switches as a run leaves them, and
 * `standing` is what they were before that; a switch that looks otherwise was changed since, and is taken as it is.
 */
export function priorOf(one: Switch, found: unknown, standing: unknown): unknown {
  if (standing === undefined) return found;
  const asLeft = (['frozen', 'low-traffic'] as const).map((mode) => one.stateIn(mode, standing));
  return asLeft.some((state) => isDeepStrictEqual(state, found)) ? standing : found;
}
