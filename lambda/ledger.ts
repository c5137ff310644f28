import { S3Client } from '@aws-sdk/client-s3';
import type { Location, StepName } from '../domain/workflow';
import { Evidence } from './clients/evidence';

/** One finished try of one step, as it stands in the evidence bucket. */
export interface LedgerEntry {
  readonly step: StepName;
  /** ISO 8601, the handler's clock. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly outcome: 'done' | 'failed';
  /** 0 for the first try, then 1 more for each that the machine made again. */
  readonly retry: number;
  /** The field of the workflow that the step returned: an aborted run, too, can be reported on from its ledger. */
  readonly output?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
}

/** The folder of a run's ledger in the evidence bucket. */
export const ledgerPrefix = (evidence: Location): string => `${evidence.prefix}ledger/`;

/**
 * The key of an entry. It begins with the machine's clock, so that listing gives the order in which steps were
 * entered; a try that Lambda runs twice writes the same key, and the bucket keeps both versions.
 */
export function ledgerKey(evidence: Location, enteredAt: string, step: StepName, retry: number): string {
  return `${ledgerPrefix(evidence)}${enteredAt}-${step}-${retry}.json`;
}

/** Writes what a step has done. Its failure is the caller's to log: the step itself has already happened. */
export type RecordStep = (evidence: Location, enteredAt: string, entry: LedgerEntry) => Promise<void>;

let client: S3Client | undefined;

export const recordStep: RecordStep = async (evidence, enteredAt, entry) => {
  client ??= new S3Client({});
  const key = ledgerKey(evidence, enteredAt, entry.step, entry.retry);
  await new Evidence(client, evidence.bucket).putJson(key, entry);
};
