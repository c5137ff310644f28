import { refuse } from '../../domain/workflow/decision-request';
import { ErrorName } from '../../domain/workflow/errors';
import { compareLosses, isAmong, type Loss, lossesKey, undigested } from '../../domain/workflow/losses';
import { named } from '../../domain/workflow/named';
import type { AcceptedLosses, Decision, FailedAttempt, Failure, RestorePlan } from '../../domain/workflow/workflow';
import type { Evidence } from '../evidence/evidence';
import { acceptedLosses, keepAccepted, lossesOf } from './losses';

/** What was found lost, and what was accepted in this run before. */
export interface Held {
  readonly plan: RestorePlan;
  readonly attempt: number;
  readonly failure: Failure;
  readonly candidate: number;
  /** Those before this one. */
  readonly attempts: readonly FailedAttempt[];
  readonly earlier: AcceptedLosses | undefined;
}

/** Named in a refusal; all of them are in the file. */
const NAMED = 10;

/**
 * Accepts what is named, if that is exactly what was found. Goes back to the first candidate that lacked nothing else: a
 * loss that no candidate is free of must not cost a better moment.
 * @throws DecisionRefused listing what is not named and what was not found
 */
export async function acceptLosses(
  given: readonly Loss[],
  { by, at, reason, decidedIn = '' }: Omit<Decision, 'action'>,
  held: Held,
  evidence: Pick<Evidence, 'bucket' | 'getJson' | 'list' | 'putJson' | 'putText' | 'readLines'>,
): Promise<Required<Pick<Decision, 'acceptedLosses' | 'candidate'>>> {
  const { plan, attempt, failure, earlier } = held;
  const where = `s3://${evidence.bucket}/${lossesKey(plan, attempt)}`;
  const found = await lossesOf(plan, attempt, failure, evidence);
  if (found === undefined) {
    refuse(
      `There is no list of losses at ${where}: there are too many to be accepted by name. Choose another target time.`,
    );
  }
  const { notNamed, notFound } = compareLosses(undigested(given, found), found);
  if (notNamed.length + notFound.length > 0) {
    refuse(
      `The losses that are named are not those that were found, which are in ${where}. ` +
        `Found and not named (${notNamed.length} of ${found.length}): ${sayLosses(notNamed)}. ` +
        `Named and not found (${notFound.length} of ${given.length}): ${sayLosses(notFound)}.`,
    );
  }
  const before = await acceptedLosses(earlier, evidence);
  const all = [...before, ...found.map((one) => ({ ...one, by, at, reason, decidedIn }))];
  const name = decidedIn.slice(decidedIn.lastIndexOf(':') + 1);
  const key = `${plan.evidence.prefix}accepted-losses/${name}.jsonl`;
  return {
    acceptedLosses: await keepAccepted(key, all, evidence),
    candidate: await firstThatLacksOnly(all, held, evidence),
  };
}

async function firstThatLacksOnly(
  accepted: readonly Loss[],
  { plan, candidate, attempts }: Held,
  evidence: Pick<Evidence, 'getJson' | 'list' | 'putJson'>,
): Promise<number> {
  for (const { attempt, candidate: earlier, failure } of attempts) {
    if (earlier >= candidate || failure.error !== ErrorName.DANGLING_REFERENCES) continue;
    const its = await lossesOf(plan, attempt, failure, evidence);
    if (its?.every(isAmong(accepted))) return earlier;
  }
  return candidate;
}

const nameLoss = ({ key, row }: Loss): string => (row === undefined ? nameOf(key) : `${nameOf(row)} → ${nameOf(key)}`);

/** What was given by digest and not found has no other name. */
const nameOf = (text: string): string => /^sha256:([0-9a-f]{12})[0-9a-f]{52}$/.exec(text)?.[1] ?? named(text);

function sayLosses(losses: readonly Loss[]): string {
  const more = losses.length > NAMED ? `, and ${losses.length - NAMED} more` : '';
  return losses.length === 0 ? 'none' : losses.slice(0, NAMED).map(nameLoss).join(', ') + more;
}
