import type { ReportedWorkflow, RestoreReport } from './model';
import type { ReportedStep } from './steps';

type Measures = Pick<RestoreReport, 'skewSeconds' | 'recoveryPointSeconds' | 'recoveryTimeSeconds' | 'dataLossWindow'>;

/** How far the two stores are apart, what is lost, and how long it took; a run that failed has no recovery time. */
export function measuresOf(workflow: ReportedWorkflow, steps: readonly ReportedStep[], failed: boolean): Measures {
  const { plan, freeze, database, execution } = workflow;
  const until = freeze?.frozenAt ?? execution.startedAt;
  const recoveredTo = plan?.scope === 'objects' ? plan.targetTime : database?.recoveredTo;
  return {
    skewSeconds: workflow.checks?.skewSeconds ?? null,
    recoveryPointSeconds:
      database && plan && recoveredTo ? secondsBetween(recoveredTo, plan.incidentStart ?? plan.targetTime) : null,
    recoveryTimeSeconds: failed ? null : recoveryTime(workflow, steps),
    dataLossWindow:
      database && recoveredTo ? { from: recoveredTo, until, seconds: secondsBetween(recoveredTo, until) } : null,
  };
}

const secondsBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 1000);

function recoveryTime({ execution, traffic }: ReportedWorkflow, steps: readonly ReportedStep[]): number | null {
  const last = steps.filter(({ name }) => name !== 'TearDown' && name !== 'WriteReport').at(-1);
  const end = traffic ? Date.parse(traffic.resumedAt) : last && Date.parse(last.startedAt) + last.seconds * 1000;
  return end === undefined ? null : Math.round((end - Date.parse(execution.startedAt)) / 100) / 10;
}
