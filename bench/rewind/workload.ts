export const BUCKET = 'bench';
export const T = Date.parse('2026-01-01T00:00:00Z');
export const PREFIX = 'pegasus/';

export interface StoreRequest {
  readonly keys: number;
  readonly changedEvery: number;
  /** Answers as late as S3 would. */
  readonly latency: boolean;
}

export type Task = 'receive' | 'plan' | 'raw' | 'apply';

export interface WorkRequest {
  readonly task: Task;
  readonly port: number;
  readonly concurrency: number;
  readonly listers: number;
}

export interface WorkResult {
  readonly seconds: number;
  readonly count: number;
  /** Largest resident set, MiB. */
  readonly peak: number;
}
