import * as z from 'zod';
import type { RestorePlan, UsedDatabase } from '../../domain/workflow/workflow';
import type { Evidence } from '../evidence/evidence';

/** State of each switch before the freeze, by the switch's name. */
export type PriorStates = Readonly<Record<string, unknown>>;

export const usedDatabase = z.object({ host: z.string(), port: z.number(), database: z.string().optional() });

const standingFreeze = z.object({
  runId: z.string(),
  runs: z.array(z.string()).optional(),
  priors: z.record(z.string(), z.unknown()),
  used: usedDatabase.optional(),
  recordedAt: z.string(),
  releasedAt: z.string().optional(),
});

/** `freezes/<pair>.json`, beside the lock of the same pair. */
export const standingFreezeKey = ({ lockKey }: Pick<RestorePlan, 'lockKey'>): string =>
  lockKey.replace(/^locks\//, 'freezes/');

type Plan = Pick<RestorePlan, 'runId' | 'lockKey'>;

/** A freeze, whichever run it is of. */
export interface StandingFreeze {
  readonly priors: PriorStates;
  /** The runs that ended in it, oldest first: none has opened traffic, each may have written to the bucket. */
  readonly runs: readonly string[];
  /** See `Freeze.used`: before the first of them. */
  readonly used?: UsedDatabase;
}

/**
 * The freeze that stands on a pair of stores, whichever run it is of. A run that failed leaves its switches frozen, and
 * the next one must put back what was there before the first of them: no task is not how a service is meant to be.
 * Only who owns the pair's lock writes it.
 *
 * @returns nothing in it when no freeze stands
 */
export async function readStandingFreeze(plan: Plan, evidence: Pick<Evidence, 'getJson'>): Promise<StandingFreeze> {
  const found = await evidence.getJson(standingFreezeKey(plan), (value) => standingFreeze.parse(value));
  if (found === undefined || found.releasedAt !== undefined) return { priors: {}, runs: [] };
  const runs = (found.runs ?? [found.runId]).filter((run) => run !== plan.runId);
  return { priors: found.priors, runs, used: found.used };
}

/** @param before the freeze as this run has found it: the runs that ended in it before */
export async function standFreeze(
  plan: Plan,
  { priors, runs, used }: StandingFreeze,
  recordedAt: string,
  evidence: Pick<Evidence, 'putJson'>,
): Promise<void> {
  const standing = { runId: plan.runId, runs: [...runs, plan.runId], priors, used, recordedAt };
  await evidence.putJson(standingFreezeKey(plan), standing);
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
