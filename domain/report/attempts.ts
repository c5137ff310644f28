import { sayPoint } from '../workflow/candidates';
import type { ReportedAttempt, ReportedWorkflow, RestoreReport } from './model';

/** Those that were given up, and the last one; a run that was refused before it had a database has made none. */
export function reportedAttempts(workflow: ReportedWorkflow): ReportedAttempt[] {
  const { plan, attempts = [], candidate = 0, diagnosis, failure, freeze, databaseRestore } = workflow;
  const begun = attempts.length > 0 || freeze !== undefined || databaseRestore !== undefined;
  if (plan === undefined || !begun) return [];
  const at = (index: number) => {
    const { recoveryPoint, objectTime } = plan.candidates[index] ?? plan.candidates[0]!;
    return { point: sayPoint(recoveryPoint), objectTime };
  };
  const given = attempts.map(({ candidate: index, failure: failed, action, reason }) => ({
    ...at(index),
    failed,
    left: { action, reason },
  }));
  const left = diagnosis ? { action: diagnosis.action, reason: diagnosis.reason } : null;
  return [...given, { ...at(candidate), failed: failure ?? null, left }];
}

/** What could be restored from, chosen or not, and why. */
export function recoveryPointsOf({ plan, candidate = 0 }: ReportedWorkflow): RestoreReport['recoveryPoints'] {
  const candidates = (plan?.candidates ?? []).map(({ recoveryPoint, reason }, index) => ({
    point: sayPoint(recoveryPoint),
    chosen: index === candidate,
    reason,
  }));
  const leftOut = (plan?.leftOut ?? []).map(({ recoveryPoint, reason }) => ({
    point: sayPoint(recoveryPoint),
    chosen: false,
    reason,
  }));
  return [...candidates, ...leftOut];
}
