import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { ExecutionIdentity, RestorePlan } from '../../domain/workflow/workflow';
import type { Evidence } from './evidence';

/** `plan.json`: the plan, and the execution it was made for. */
export interface StoredPlan {
  readonly version: number;
  readonly plan: RestorePlan;
  readonly execution: ExecutionIdentity;
}

/** Raised when plans, or the evidence that lies beside them, come to mean something else. */
export const PLAN_VERSION = 2;

/** @param run the run's folder in the evidence bucket, `runs/<runId>/` */
export const planKey = (run: string): string => `${run}plan.json`;

/**
 * @returns undefined when the run has not got that far
 * @throws PegasusError `InvalidRequest` for the evidence of another version: it is not guessed what that meant
 */
export async function storedPlan(run: string, evidence: Pick<Evidence, 'getJson'>): Promise<StoredPlan | undefined> {
  const stored = await evidence.getJson<StoredPlan>(planKey(run));
  if (stored === undefined || stored.version === PLAN_VERSION) return stored;
  throw new PegasusError(
    ErrorName.INVALID_REQUEST,
    `The run in ${run} was planned by another version of this library (its plan has version ${stored.version}, ` +
      `version ${PLAN_VERSION} is supported). Start a new run, under another execution name.`,
  );
}
