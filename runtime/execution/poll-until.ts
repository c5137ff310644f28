import { setTimeout as sleep } from 'node:timers/promises';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { LambdaContext } from '../../lambda/step-handler';

/** A handler stops looking this long before Lambda would stop it. */
const RESERVE_MILLISECONDS = 15_000;

/** How long somebody may go on looking, and how. */
export interface Patience {
  /** False when another look would run into the handler's time-out. */
  again(): boolean;
  /** Lets some time pass. */
  pause(): Promise<void>;
}

/** @param milliseconds of a pause; a drill on one machine shortens it, as the machine's own waits, by `PAUSE_SCALE` */
export function patience(context: LambdaContext, milliseconds: number): Patience {
  const pause = milliseconds * Number(process.env.PAUSE_SCALE ?? 1);
  return {
    again: () => context.getRemainingTimeInMillis() > RESERVE_MILLISECONDS + pause,
    pause: () => sleep(pause),
  };
}

export type Look<T> = { readonly found: T } | { readonly waitingFor: string };

/**
 * Looks until something is found. A handler cannot wait for ever: when its time is nearly over the machine is asked to
 * try the step again, which it does a bounded number of times.
 * @throws PegasusError `Retryable`, saying what it was waiting for
 */
export async function lookUntilFound<T>(look: () => Promise<Look<T>>, { again, pause }: Patience): Promise<T> {
  for (;;) {
    const seen = await look();
    if ('found' in seen) return seen.found;
    if (!again()) throw new PegasusError(ErrorName.RETRYABLE, `Still waiting: ${seen.waitingFor}`);
    await pause();
  }
}
