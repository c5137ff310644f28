import type { Clock } from '../../execution/clock';
import { jitter, retry } from '../../execution/retry';
import { isPassing, isThrottled } from '../s3-errors';
import type { AdaptiveLimit } from './adaptive-limit';

/** Tries beyond the SDK's own; with its pauses about two minutes. */
export const TRIES = 10;

/** Runs a read within the limit, again and again while what it meets may pass. */
export type Patiently = <T>(read: () => Promise<T>) => Promise<T>;

export function patiently(limit: AdaptiveLimit, clock: Pick<Clock, 'sleep'>): Patiently {
  return (read) =>
    retry(
      async () => {
        const { ticket } = limit;
        try {
          const found = await limit.run(read);
          limit.succeeded();
          return found;
        } catch (error) {
          if (isThrottled(error)) limit.throttled(ticket);
          throw error;
        }
      },
      { tries: TRIES, pause: jitter, passes: isPassing, clock },
    );
}
