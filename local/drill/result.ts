import type { RestoreReport } from '../../domain/report/model';
import type { Damage } from './incident';
import type { OutsideCheck } from './independent-check/check';

/** Written to `--json`: the run's own report, and what the drill knows beside it. Its verdict is that of both. */
export interface DrillResult extends Omit<RestoreReport, 'failure'> {
  /** A step of the state machine, or `OutsideCheck`. */
  readonly failure: { readonly step: string; readonly error: string; readonly cause: string } | null;
  readonly seed: number;
  readonly lectures: number;
  readonly fault: string | null;
  /** Null when production was left alone. */
  readonly damage: Damage | null;
  readonly outsideCheck: OutsideCheck;
}

/** A run that says it succeeded is believed only when the look from outside says the same. */
export function drillResult(
  report: RestoreReport,
  facts: Pick<DrillResult, 'seed' | 'lectures' | 'fault' | 'damage' | 'outsideCheck'>,
): DrillResult {
  const failure = report.failure ?? outsideFailure(facts.outsideCheck);
  return { ...report, ...facts, failure, verdict: failure === null ? 'verified' : 'failed' };
}

function outsideFailure({ checks }: OutsideCheck): DrillResult['failure'] {
  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  if (failed.length === 0) return null;
  const cause = failed.map(({ name, expected, observed }) => `${name}: ${observed} instead of ${expected}`).join('; ');
  return { step: 'OutsideCheck', error: 'DiffersFromTruth', cause };
}
