import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { CLOCK, type Clock } from './clock';
import { type LambdaContext, type Reserve, timeLeft } from './lambda-context';

/** How long one goes on looking, and how. */
export interface Patience {
  /** False when another look would come too late. */
  again(): boolean;
  /** Lets some time pass. */
  pause(): Promise<void>;
}

/** As long as the invocation may run, less what it keeps. */
export function patience(
  context: LambdaContext,
  milliseconds: number,
  reserve: Reserve = 'answer',
  clock: Pick<Clock, 'sleep'> = CLOCK,
): Patience {
  return {
    again: () => timeLeft(context, reserve) > milliseconds,
    pause: () => clock.sleep(milliseconds),
  };
}

/** @param deadline of the clock, milliseconds */
export function until(deadline: number, milliseconds: number, clock: Clock): Patience {
  return { again: () => clock.now() < deadline, pause: () => clock.sleep(milliseconds) };
}

/** For so many seconds from now. */
export const within = (seconds: number, milliseconds: number, clock: Clock): Patience =>
  until(clock.now() + seconds * 1000, milliseconds, clock);

/** Looks until what is seen is final, or the time is over. @returns what was seen last */
export async function poll<T>(
  look: () => Promise<T>,
  isFinal: (seen: T) => boolean,
  { again, pause }: Patience,
): Promise<T> {
  for (;;) {
    const seen = await look();
    if (isFinal(seen) || !again()) return seen;
    await pause();
  }
}

export type Look<T> = { readonly found: T } | { readonly waitingFor: string };

/**
 * Looks until something is found. A handler cannot wait for ever: when its time is nearly over the state machine
 * is asked to try the step again, which it does a bounded number of times.
 * @throws PegasusError `Retryable`, saying what it was waiting for
 */
export async function pollUntil<T>(look: () => Promise<Look<T>>, patience: Patience): Promise<T> {
  const seen = await poll(look, (last) => 'found' in last, patience);
  if ('found' in seen) return seen.found;
  throw new PegasusError(ErrorName.RETRYABLE, `Still waiting: ${seen.waitingFor}`);
}
