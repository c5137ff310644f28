import type { ExecutionIdentity, RestorePlan } from '../domain/workflow';
import type { Evidence } from './clients/evidence';

/** `plan.json`: the plan, and the execution it was made for. */
export interface StoredPlan {
  readonly plan: RestorePlan;
  readonly execution: ExecutionIdentity;
}

/** @param run the run's folder in the evidence bucket, `runs/<runId>/` */
export const planKey = (run: string): string => `${run}plan.json`;

/** @returns undefined when the run has not got that far */
export async function storedPlan(run: string, evidence: Pick<Evidence, 'getJson'>): Promise<StoredPlan | undefined> {
  return await evidence.getJson<StoredPlan>(planKey(run));
}
