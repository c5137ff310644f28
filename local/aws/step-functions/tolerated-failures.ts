import { StateError } from './state-error';
import type { VisitTo } from './state-visit';

/** Counts the failed items of a Map Run against what it tolerates: by default, none. */
export class ToleratedFailures {
  private failed = 0;

  private constructor(
    private readonly most: number | undefined,
    private readonly percentage: number | undefined,
    private readonly total: number,
  ) {}

  static async of(visit: VisitTo<'Map'>, total: number): Promise<ToleratedFailures> {
    const { ToleratedFailureCount: most, ToleratedFailurePercentage: percentage } = visit.state;
    return new ToleratedFailures(
      most === undefined ? undefined : await visit.count('ToleratedFailureCount', most),
      percentage === undefined ? undefined : await percentageOf(visit, percentage),
      total,
    );
  }

  /** @throws StateError as soon as either threshold is exceeded */
  count(items: number): void {
    this.failed += items;
    const { failed, most, percentage, total } = this;
    const tooMany = most !== undefined && failed > most;
    const tooMuch = percentage !== undefined && (failed * 100) / total > percentage;
    if (tooMany || tooMuch || (most === undefined && percentage === undefined)) {
      throw new StateError(
        'States.ExceedToleratedFailureThreshold',
        'The specified tolerated failure threshold was exceeded',
      );
    }
  }
}

async function percentageOf(visit: VisitTo<'Map'>, template: number | string): Promise<number> {
  const value = await visit.evaluate('ToleratedFailurePercentage', template);
  if (typeof value === 'number' && value >= 0 && value <= 100) return value;
  throw visit.queryError('ToleratedFailurePercentage', 'a number from 0 to 100', value);
}
