import { createHash } from 'node:crypto';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import {
  type AcceptedLoss,
  LOSS_LIMIT,
  type Loss,
  lossesKey,
  parseAccepted,
  parseLosses,
} from '../../domain/workflow/losses';
import type { AcceptedLosses, Failure, RestorePlan } from '../../domain/workflow/workflow';
import type { EvidenceStore } from '../evidence/evidence-store';
import { rewindLayout } from '../objects/rewind/layout';
import { parseResult } from '../objects/rewind/stored-lines';

type Run = Pick<RestorePlan, 'evidence'>;

/** Nothing where there are too many to be read by a person. */
export async function writeLosses(
  plan: Run,
  attempt: number,
  losses: readonly Loss[],
  evidence: Pick<EvidenceStore, 'putJson'>,
): Promise<void> {
  if (losses.length > 0 && losses.length <= LOSS_LIMIT) await evidence.putJson(lossesKey(plan, attempt), losses);
}

/** What the attempt has found lost; undefined when its failure is none that can be named, or there is too much of it. */
export async function lossesOf(
  plan: Run,
  attempt: number,
  { error }: Pick<Failure, 'error'>,
  evidence: Pick<EvidenceStore, 'getJson' | 'list' | 'putJson'>,
): Promise<readonly Loss[] | undefined> {
  if (error === ErrorName.OBJECTS_NOT_RESTORED) {
    await writeLosses(plan, attempt, await notRestored(plan, attempt, evidence), evidence);
  } else if (error !== ErrorName.DANGLING_REFERENCES) {
    return undefined;
  }
  return await evidence.getJson(lossesKey(plan, attempt), parseLosses);
}

async function notRestored(
  plan: Run,
  attempt: number,
  evidence: Pick<EvidenceStore, 'getJson' | 'list'>,
): Promise<Loss[]> {
  const losses: Loss[] = [];
  for await (const { key } of evidence.list(rewindLayout(plan.evidence, attempt).results)) {
    const { failed = [] } = (await evidence.getJson(key, parseResult)) ?? {};
    losses.push(...failed.map((one): Loss => ({ key: one.key, why: one.error.slice(0, 500) })));
    if (losses.length > LOSS_LIMIT) break;
  }
  return losses;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Writes the list under a name of its own. @returns what travels in the state: nothing stored is accepted without it */
export async function keepAccepted(
  key: string,
  losses: readonly AcceptedLoss[],
  evidence: Pick<EvidenceStore, 'putText'>,
): Promise<AcceptedLosses> {
  const text = losses.map((one) => `${JSON.stringify(one)}\n`).join('');
  await evidence.putText(key, text, 'application/x-ndjson');
  return { key, sha256: sha256(text), count: losses.length };
}

/** @throws PegasusError when the stored list is not the one that was decided on */
export async function acceptedLosses(
  accepted: AcceptedLosses | null | undefined,
  evidence: Pick<EvidenceStore, 'readLines'>,
): Promise<readonly AcceptedLoss[]> {
  if (accepted === null || accepted === undefined) return [];
  const lines: string[] = [];
  for await (const line of evidence.readLines(accepted.key)) lines.push(line);
  if (sha256(lines.map((line) => `${line}\n`).join('')) === accepted.sha256) {
    return parseAccepted(lines.map((line): unknown => JSON.parse(line)));
  }
  throw new PegasusError(
    ErrorName.INVALID_REQUEST,
    `The accepted losses in ${accepted.key} are not those that were decided on: the list was changed since. Abort, and start again.`,
  );
}
