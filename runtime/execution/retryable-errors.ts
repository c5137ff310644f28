import { isThrottlingError, isTransientError } from '@smithy/core/retry';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';

type SdkError = Parameters<typeof isTransientError>[0];

/** An answer that ends early, or is another one than asked for: worth another try, never worth a guess. */
export class UnreadableAnswer extends Error {
  /** Read by the SDK's retry strategy. */
  readonly $retryable = { throttling: false };
  constructor(message: string, name = 'UnreadableAnswer') {
    super(message);
    this.name = name;
  }
}

/** Request Timeout and Too Early: the request itself is right. */
const PASSING_STATUSES = [408, 425];

/**
 * Whether an error of a service or of the network passes by itself: the SDK's own list, every status from 500 but
 * "not implemented", and a success that cannot be read. A proxy in front of a service answers a page of HTML, of which
 * nothing but the status can be read.
 */
export function isTransient(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const known = error as SdkError;
  const status = known.$metadata?.httpStatusCode ?? 0;
  return (
    isTransientError(known) ||
    isThrottlingError(known) ||
    (status >= 500 && status !== 501) ||
    PASSING_STATUSES.includes(status) ||
    isUnreadableSuccess(known, status)
  );
}

/** The SDK says so in the message only. A refusal that cannot be read stays a refusal. */
const isUnreadableSuccess = ({ message }: Partial<Error>, status: number): boolean =>
  status >= 200 && status < 300 && message?.includes('Deserialization error') === true;

/**
 * Gives errors that pass by themselves the one name that the state machine tries again; the SDK has tried its few times
 * by then. Everything else stays what it is: never tried again are refused access, wrong parameters, lost keys.
 */
export function asRetryable(error: Error): Error {
  if (error instanceof PegasusError || !isTransient(error)) return error;
  return new PegasusError(ErrorName.RETRYABLE, `${error.name}: ${error.message}`, { cause: error });
}
