import { type Ending, wasReached } from './ending';
import type { ReportedWorkflow, RestoreReport } from './model';
import type { ReportedStep } from './steps';

type Measures = Pick<RestoreReport, 'skewSeconds' | 'recoveryPointSeconds' | 'recoveryTimeSeconds' | 'dataLossWindow'>;

/** How far the two stores are apart, what is lost, and how long it took; a run that failed has no recovery time. */
export function measuresOf(workflow: ReportedWorkflow, steps: readonly ReportedStep[], ending: Ending): Measures {
  return {
    skewSeconds: workflow.checks?.skewSeconds ?? null,
    recoveryPointSeconds: recoveryPoint(workflow, ending),
    recoveryTimeSeconds: ending.outcome === 'verified' ? recoveryTime(workflow, steps) : null,
    dataLossWindow: lossWindow(workflow, ending),
  };
}

/** A recovery point from after the incident began has lost nothing from before it. */
function recoveryPoint({ plan, candidate = 0, database }: ReportedWorkflow, ending: Ending): number | null {
  if (plan === undefined || database === undefined || !wasReached(ending)) return null;
  const reached = plan.candidates[candidate]?.recoveryPoint.time;
  return reached === undefined ? null : Math.max(0, secondsBetween(reached, plan.incidentStart ?? plan.targetTime));
}

/**
 * Production loses rows by the cut-over, objects by the rewind, and nothing before. The window begins at the recovery
 * point: a heartbeat or a commit from before it says what is proved, and not where recovery ended.
 */
function lossWindow(workflow: ReportedWorkflow, { cutOver, database, rewoundTo }: Ending): Measures['dataLossWindow'] {
  const { plan, freeze, execution } = workflow;
  const { recoveryPoint: point } = plan?.candidates.find((one) => one.databaseIdentifier === database) ?? {};
  const from = cutOver === 'none' ? rewoundTo : point?.time;
  if (from === undefined || from === null) return null;
  const until = freeze?.frozenAt ?? execution.startedAt;
  return { from, until, seconds: secondsBetween(from, until) };
}

const secondsBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 1000);

function recoveryTime({ execution, traffic }: ReportedWorkflow, steps: readonly ReportedStep[]): number | null {
  const last = steps.filter(({ name }) => name !== 'TearDown' && name !== 'WriteReport').at(-1);
  const end = traffic ? Date.parse(traffic.resumedAt) : last && Date.parse(last.startedAt) + last.seconds * 1000;
  return end === undefined ? null : Math.round((end - Date.parse(execution.startedAt)) / 100) / 10;
}
