import { CLOCK, type Clock } from './clock';
import { isTransient } from './retryable-errors';

export interface RetryOptions {
  readonly tries: number;
  /** Milliseconds before the next try. @param attempt that failed, from 1 */
  readonly pause: (attempt: number) => number;
  /** Which errors are worth another try. @default isTransient */
  readonly passes?: (error: unknown) => boolean;
  readonly clock?: Pick<Clock, 'sleep'>;
}

/** Runs it again while what it meets may pass. @throws the last error */
export async function retry<T>(
  run: () => Promise<T>,
  { tries, pause, passes = isTransient, clock = CLOCK }: RetryOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= tries || !passes(error)) throw error;
      await clock.sleep(pause(attempt));
    }
  }
}

const FIRST_PAUSE_MILLISECONDS = 50;
const LONGEST_PAUSE_MILLISECONDS = 20_000;

/** Full jitter: many that failed together do not come back together. */
export const jitter = (attempt: number): number =>
  Math.random() * Math.min(LONGEST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** attempt);
