import type { IncomingMessage } from 'node:http';

/**
 * What a request meets instead of its answer: an error; `reset`, the connection is cut before anything is done;
 * `reset-after`, it is done and the connection cut before the answer; `error-in-200`, nothing is done and the error
 * comes with status 200.
 */
export type Fault = { readonly status: number; readonly code: string } | 'reset' | 'reset-after' | 'error-in-200';

/** Where tests step in. */
export interface Faults {
  /** Asked for every request before anything is done. */
  intercept?: (operation: string, request: IncomingMessage) => Fault | undefined;
  /** The error code for one key, also for the entries of a DeleteObjects. */
  refuse?: (operation: string, key: string) => string | undefined;
  /** Lists of versions leave out the first entry behind a key marker that comes without a version id, as moto_server does. */
  skipsBehindMarker?: boolean;
  /** Lists of versions are of the whole bucket, whatever prefix is asked for. */
  ignoresPrefix?: boolean;
}
