import { SSMClient } from '@aws-sdk/client-ssm';
import type { TrafficResumed, Workflow } from '../domain/workflow';
import { TrafficParameter } from './clients/traffic';
import { requireOurTraffic } from './our-traffic';
import { environment, type StepInvocation, stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface ResumeTrafficEnvironment {
  readonly TRAFFIC_PARAMETER: string;
}

export type ResumeTrafficInput = Pick<Workflow, 'plan' | 'freeze' | 'lowTraffic'>;

/**
 * Opens traffic to what was just verified, under the generation of the cut-over. Always `open`, whatever it was before
 * the freeze: an operator may have frozen by hand first, as the runbook says.
 */
export async function resumeTraffic(
  { freeze, step }: ResumeTrafficInput & StepInvocation,
  traffic: Pick<TrafficParameter, 'read' | 'set'>,
): Promise<TrafficResumed> {
  const { generation } = await requireOurTraffic(freeze, ['low-traffic', 'open'], traffic);
  const { since } = await traffic.set({ mode: 'open', generation });
  return { resumedAt: since ?? step.enteredAt, generation };
}

export const handler = stepHandler<ResumeTrafficInput, TrafficResumed>('ResumeTraffic', (input) => {
  const { TRAFFIC_PARAMETER } = environment<ResumeTrafficEnvironment>({ TRAFFIC_PARAMETER: 'required' });
  return resumeTraffic(input, new TrafficParameter(new SSMClient({}), TRAFFIC_PARAMETER));
});
