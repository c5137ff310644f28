import * as z from 'zod';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { ExecutionIdentity, RestorePlan } from '../../domain/workflow/workflow';
import type { Evidence } from './evidence';

/** `plan.json`: for people, and for commands that look for a run. A step has its plan from the state of its execution. */
export interface StoredPlan {
  readonly version: number;
  readonly plan: RestorePlan;
  readonly execution: ExecutionIdentity;
}

/** Raised when plans, or the evidence that lies beside them, come to mean something else. */
export const PLAN_VERSION = 2;

/** @param run the run's folder in the evidence bucket, `runs/<runId>/` */
export const planKey = (run: string): string => `${run}plan.json`;

const planned = z.looseObject({
  version: z.number(),
  execution: z.object({ id: z.string(), name: z.string(), startedAt: z.string() }),
});

/** The execution that `plan.json` says it was made for; undefined for what is no plan. */
export const plannedFor = (value: unknown): ExecutionIdentity | undefined => planned.safeParse(value).data?.execution;

/**
 * @returns the execution that the run is of; undefined when it has not got that far
 * @throws PegasusError `InvalidRequest` for the evidence of another version: it is not guessed what that meant
 */
export async function executionOfRun(
  run: string,
  evidence: Pick<Evidence, 'getJson'>,
): Promise<ExecutionIdentity | undefined> {
  const stored = await evidence.getJson(planKey(run), (value) => planned.parse(value));
  if (stored === undefined || stored.version === PLAN_VERSION) return stored?.execution;
  throw new PegasusError(
    ErrorName.INVALID_REQUEST,
    `The run in ${run} was planned by another version of this library (its plan has version ${stored.version}, ` +
      `version ${PLAN_VERSION} is supported). Start a new run, under another execution name.`,
  );
}

type Identity = Pick<ExecutionIdentity, 'id' | 'startedAt'>;

/** A name is free again after 90 days, and so is its ARN. */
export const isSameExecution = (one: Identity, other: Identity): boolean =>
  one.id === other.id && one.startedAt === other.startedAt;
