export const BUCKET = 'bench';
export const T = Date.parse('2026-01-01T00:00:00Z');
export const PREFIX = 'pegasus/';

export interface StoreRequest {
  readonly keys: number;
  readonly changedEvery: number;
  /** Answers as late as S3 would. */
  readonly latency: boolean;
}

/** `raw` copies and drops what a copy drops; `careful` looks at each source first, as keeping it requires. */
export type Task = 'receive' | 'plan' | 'raw' | 'careful' | 'apply';

export interface WorkRequest {
  readonly task: Task;
  readonly port: number;
  readonly concurrency: number;
  readonly listers: number;
  /** Look at the memory after every so many versions. @default - not at all */
  readonly samples?: { readonly every: number };
}

export interface WorkResult {
  readonly seconds: number;
  /** Processor time of this process. */
  readonly cpuSeconds: number;
  readonly count: number;
  /** The most that was alive on the heap, MiB; 0 when it was not looked at. */
  readonly live: number;
}
