import { ErrorName, PegasusError } from '../workflow/errors';
import { quoted } from '../workflow/quoted';
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
/** Of a value in a message. */
const SHOWN = 100;

/**
 * Reads `{"mode":…,"generation":…}`, and takes nothing else for open: half a value may have said frozen.
 * @param name of the parameter
 * @param text undefined when there is no such parameter
 * @throws PegasusError `TrafficUnreadable`
 */
export function parseTraffic(name: string, text: string | undefined): Traffic {
  if (text === undefined) throw unreadable(name, 'does not exist');
  const { mode, generation } = parseObject(text);
  if (isMode(mode) && isGeneration(generation)) return { mode, generation };
  throw unreadable(name, `says ${quoted(text.slice(0, SHOWN))}`);
}

const isMode = (mode: unknown): mode is TrafficMode => typeof mode === 'string' && MODES.includes(mode);

const isGeneration = (generation: unknown): generation is number =>
  Number.isSafeInteger(generation) && Number(generation) >= 0;

function parseObject(text: string): Partial<Record<keyof Traffic, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function unreadable(name: string, what: string): PegasusError {
  return new PegasusError(
    ErrorName.TRAFFIC_UNREADABLE,
    `The traffic parameter ${name} ${what}; it must say {"mode": "…", "generation": N}, with one of ${MODES.join(', ')} ` +
      `and an integer ≥ 0. It is not taken for open. \`aws ssm get-parameter-history --name ${name}\` shows what it said ` +
      'before: write that again (`aws ssm put-parameter --type String --overwrite`), then start again.',
  );
}
