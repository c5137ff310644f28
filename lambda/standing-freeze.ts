import { z } from 'zod';
import type { RestorePlan } from '../domain/workflow';
import type { Evidence } from './clients/evidence';

/** State of each switch before the freeze, by the switch's name. */
export type PriorStates = Readonly<Record<string, unknown>>;

const standingFreeze = z.object({
  runId: z.string(),
  priors: z.record(z.string(), z.unknown()),
  recordedAt: z.string(),
  releasedAt: z.string().optional(),
});

/** `freezes/<pair>.json`, beside the lock of the same pair. */
export const standingFreezeKey = ({ lockKey }: Pick<RestorePlan, 'lockKey'>): string =>
  lockKey.replace(/^locks\//, 'freezes/');

type Plan = Pick<RestorePlan, 'runId' | 'lockKey'>;

/**
 * The freeze that stands on a pair of stores, whichever run it is of. A run that failed leaves its switches frozen, and
 * the next one must put back what was there before the first of them: no task is not how a service is meant to be.
 * Only who owns the pair's lock writes it.
 *
 * @returns nothing when no freeze stands
 */
export async function standingPriors(plan: Plan, evidence: Pick<Evidence, 'getJson'>): Promise<PriorStates> {
  const found = await evidence.getJson(standingFreezeKey(plan), (value) => standingFreeze.parse(value));
  return found === undefined || found.releasedAt !== undefined ? {} : found.priors;
}

export async function standFreeze(
  plan: Plan,
  priors: PriorStates,
  recordedAt: string,
  evidence: Pick<Evidence, 'putJson'>,
): Promise<void> {
  await evidence.putJson(standingFreezeKey(plan), { runId: plan.runId, priors, recordedAt });
}

/** Every switch is what it was before. */
export async function releaseFreeze(
  plan: Plan,
  priors: PriorStates,
  releasedAt: string,
  evidence: Pick<Evidence, 'putJson'>,
): Promise<void> {
  await evidence.putJson(standingFreezeKey(plan), { runId: plan.runId, priors, recordedAt: releasedAt, releasedAt });
}
