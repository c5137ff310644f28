import { type Evidence, json } from './evidence';
import { sumsOf, writeSeal } from './seal';
import type { Signer } from './signer';
import { planKey, type StoredPlan } from './stored-plan';

/** What lies beside `plan.json`, for auditors: a step believes the state of its execution. */
export const planSealKeys = (run: string): readonly string[] => [`${run}plan.sha256`, `${run}plan.signature.json`];

/** @returns why the plan is not signed, which costs no restore; undefined: it is, or is not to be */
export async function signPlan(
  stored: StoredPlan,
  evidence: Pick<Evidence, 'putText'>,
  signer: Pick<Signer, 'intends' | 'sign'>,
): Promise<string | undefined> {
  const { prefix } = stored.plan.evidence;
  const sums = sumsOf({ [planKey('')]: json(stored) });
  const signature = await signer.sign(sums);
  try {
    await writeSeal(evidence, `${prefix}plan`, sums, signature);
  } catch (error) {
    return `its seal could not be written (${(error as Error).message})`;
  }
  return 'key' in signer.intends && 'unsigned' in signature ? signature.unsigned : undefined;
}
