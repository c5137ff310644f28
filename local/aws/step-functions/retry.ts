import type { Retrier } from './definition';
import { matchesError } from './state-error';

/** Counts the tries of one visit to one state, for each of its retriers. */
export class RetryPlan {
  private readonly used: number[];

  /** @param random from 0 to 1, for `JitterStrategy` FULL */
  constructor(
    private readonly retriers: readonly Retrier[] = [],
    private readonly random: () => number = Math.random,
  ) {
    this.used = retriers.map(() => 0);
  }

  /** @returns seconds to wait before the next try, or undefined when there is none */
  next(error: string): number | undefined {
    const index = this.retriers.findIndex(({ ErrorEquals }) => matchesError(ErrorEquals, error));
    const retrier = this.retriers[index];
    const used = this.used[index];
    if (retrier === undefined || used === undefined || used >= (retrier.MaxAttempts ?? 3)) return undefined;
    this.used[index] = used + 1;
    const delay = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** used;
    const bounded = Math.min(delay, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
    return retrier.JitterStrategy === 'FULL' ? bounded * this.random() : bounded;
  }
}
