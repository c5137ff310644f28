import type { DependentDifference } from '../database/dependents';
import type { DataLoss, DependentsCompared } from '../workflow/workflow';
import type { DataLossSummary } from './data-loss';
import { type Ending, mayBeLedThere } from './ending';
import type { RestoreReport } from './model';

/** Tables that lost nothing are not named. */
export function lossOf(found: DataLoss | undefined, summary: DataLossSummary | undefined): RestoreReport['dataLoss'] {
  if (found === undefined || found.outcome === 'unknown') return found ?? null;
  if (summary === undefined) return { outcome: 'unknown', cause: `${found.detail} could not be read` };
  const { missing, changed } = found;
  const tables = summary.tables.filter((table) => table.missing > 0 || table.changed > 0);
  return { outcome: 'recorded', missing, changed, ...summary, tables };
}

export function dependentsOf(
  found: DependentsCompared | undefined,
  differences: readonly DependentDifference[] | undefined,
  ending: Ending,
): RestoreReport['dependents'] {
  if (found === undefined || found.outcome === 'unknown') return found ?? null;
  if (differences === undefined) return { outcome: 'unknown', cause: `${found.detail} could not be read` };
  if (mayBeLedThere(ending)) return { outcome: 'compared', differences };
  return { outcome: 'compared', differences: differences.map((one) => ({ ...one, action: null })) };
}
