import type { ReportedWorkflow, RestoreReport } from './model';

/**
 * How this run left traffic; null when it never touched it, or has put it back. Without an answer of FreezeWrites the
 * tear-down tells: it finds traffic under this run's generation, or leaves it alone.
 */
export function trafficNow(
  { freeze, lowTraffic, traffic, tornDown }: ReportedWorkflow,
  recorded: number | undefined,
): RestoreReport['traffic'] {
  const left = tornDown?.traffic ?? (freeze || recorded !== undefined ? 'frozen' : 'untouched');
  const generation = traffic?.generation ?? freeze?.generation ?? (left === 'untouched' ? undefined : recorded);
  if (generation === undefined) return null;
  if (traffic) return { mode: 'open', generation };
  return { mode: left !== 'untouched' ? left : lowTraffic ? 'low-traffic' : 'frozen', generation };
}
