import type { StepName } from './workflow';

/** One finished try of one step, as it stands in the evidence bucket. */
export interface LedgerEntry {
  readonly step: StepName;
  /** ISO 8601, the handler's clock. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly outcome: 'done' | 'failed';
  /** 0 for the first try, then 1 more for each retry of the state machine. */
  readonly retry: number;
  /** The field of the workflow that the step returned: an aborted run, too, can be reported on from its ledger. */
  readonly output?: unknown;
  readonly error?: {
    readonly name: string;
    readonly message: string;
    /** What the digests stand for that logs, mails and the state have in place of names. */
    readonly names?: Readonly<Record<string, string>>;
  };
}
