/** The workflow that renews locks. What is looked at stands in the bucket: keys are in no history of an execution. */
export interface LockRenewalWorkflow {
  readonly execution: { readonly name: string };
  readonly renewal: LocksRenewed;
}

/** RenewLocks: called again while `complete` is false. */
export interface LocksRenewed {
  readonly complete: boolean;
  /** Versions that must be locked: `locked` were for long enough, `renewed` now are, `failed` are not. */
  readonly expected: number;
  readonly locked: number;
  readonly renewed: number;
  readonly failed: number;
}
