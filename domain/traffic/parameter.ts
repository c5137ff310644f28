import type { TrafficMode } from '../workflow/workflow';

/** What the traffic parameter says, and what every instance of the application obeys. */
export interface Traffic {
  readonly mode: TrafficMode;
  readonly generation: number;
}

/**
 * The generation of an attempt: each that is opened has its own, so that an application that is still on the database
 * of an earlier attempt never answers for a later one.
 */
export const generationOf = (freeze: { readonly generation: number }, attempt: number): number =>
  freeze.generation + attempt;

const MODES: readonly string[] = ['frozen', 'low-traffic', 'open'] satisfies TrafficMode[];

/**
 * Reads `{"mode":…,"generation":…}`. A parameter that is missing or holds anything but a JSON object has never been
 * written by a run: open, generation 0. An object that is not understood is an error, not "open".
 */
export function parseTraffic(text: string | undefined): Traffic {
  const value = parseObject(text);
  if (value === undefined) return { mode: 'open', generation: 0 };
  const { mode, generation = 0 } = value;
  if (!isMode(mode)) {
    throw new Error(`The traffic parameter says mode ${JSON.stringify(mode)}; it must be one of ${MODES.join(', ')}.`);
  }
  if (!Number.isSafeInteger(generation) || Number(generation) < 0) {
    throw new Error(`The traffic parameter says generation ${JSON.stringify(generation)}; it must be an integer ≥ 0.`);
  }
  return { mode, generation: Number(generation) };
}

const isMode = (mode: unknown): mode is TrafficMode => typeof mode === 'string' && MODES.includes(mode);

function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
