import { setTimeout } from 'node:timers/promises';

/** Time as a run sees it: whatever waits sleeps by it, whatever must end by then counts with it. */
export interface Clock {
  /** Milliseconds since some moment: for durations, never for dates. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** Monotonic: a deadline does not move when the clock on the wall is set. */
export const CLOCK: Clock = { now: () => performance.now(), sleep: (milliseconds) => setTimeout(milliseconds) };
