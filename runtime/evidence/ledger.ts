import { S3Client } from '@aws-sdk/client-s3';
import type { LedgerEntry } from '../../domain/workflow/ledger';
import type { Location, StepName, Workflow } from '../../domain/workflow/workflow';
import { evidenceOf } from './evidence';

/** The folder of a run's ledger in the evidence bucket. */
export const ledgerPrefix = (evidence: Location): string => `${evidence.prefix}ledger/`;

/**
 * The key of an entry. It begins with the state machine's clock, so that listing gives the order in which steps were
 * entered; a try that Lambda runs twice writes the same key, and the bucket keeps both versions.
 */
export function ledgerKey(evidence: Location, enteredAt: string, step: StepName, retry: number): string {
  return `${ledgerPrefix(evidence)}${enteredAt}-${step}-${retry}.json`;
}

/** Writes what a step has done. Its failure is the caller's to log: the step itself has already happened. */
export type RecordStep = (
  run: Pick<Workflow, 'plan' | 'execution'>,
  enteredAt: string,
  entry: LedgerEntry,
) => Promise<void>;

let client: S3Client | undefined;

export const recordStep: RecordStep = async (run, enteredAt, entry) => {
  client ??= new S3Client({});
  const key = ledgerKey(run.plan.evidence, enteredAt, entry.step, entry.retry);
  await evidenceOf(run, client).putJson(key, entry);
};
