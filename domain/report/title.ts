import { wasReached } from './ending';
import type { RestoreReport } from './model';

/** The headline: what was reached, and where that is not what was asked for, both. */
export function titleOf(report: RestoreReport): string {
  const { sourceDatabase, targetTime, mode, candidate, ending, askedFor } = report;
  const what = `${mode === 'drill' ? 'drill, ' : ''}restore of ${sourceDatabase ?? 'the database'}`;
  if (candidate === null || candidate.isAskedFor) {
    return `${what} to ${candidate?.time ?? targetTime ?? 'an invalid time'}${caveat(report)}`;
  }
  const reached = wasReached(ending) ? `reached ${candidate.point}` : `last tried ${candidate.point}, not reached`;
  return `${what}: asked for ${askedFor}, ${reached}${caveat(report)}`;
}

const caveat = ({ ending: { outcome } }: RestoreReport): string =>
  outcome === 'accepted' ? ', opened by decision although not verified' : '';
