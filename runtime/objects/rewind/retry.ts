import { isPassing, isThrottled } from '../s3-errors';
import type { AdaptiveLimit } from './adaptive-limit';

/** Tries beyond the SDK's own; with its pauses about two minutes. */
export const TRIES = 10;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 20_000;

export type Pause = (milliseconds: number) => Promise<void>;

/** Full jitter: many that failed together do not come back together. */
export function backOff(pause: Pause, attempt: number): Promise<void> {
  return pause(Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt));
}

/** Runs a read within the limit, again and again while what it meets may pass. */
export type Patiently = <T>(read: () => Promise<T>) => Promise<T>;

export function patiently(limit: AdaptiveLimit, pause: Pause): Patiently {
  return async (read) => {
    for (let attempt = 1; ; attempt++) {
      const { ticket } = limit;
      try {
        const found = await limit.run(read);
        limit.succeeded();
        return found;
      } catch (error) {
        if (isThrottled(error)) limit.throttled(ticket);
        if (attempt >= TRIES || !isPassing(error)) throw error;
        await backOff(pause, attempt);
      }
    }
  };
}
