import { isThrottlingError, isTransientError } from '@smithy/core/retry';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';

type SdkError = Parameters<typeof isTransientError>[0];

/**
 * Whether an error of a service or of the network passes by itself: the SDK's own list, and every status from 500 but
 * "not implemented". A proxy in front of a service answers a page of HTML, of which nothing but the status can be read.
 */
export function isTransient(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const known = error as SdkError;
  const status = known.$metadata?.httpStatusCode ?? 0;
  return isTransientError(known) || isThrottlingError(known) || (status >= 500 && status !== 501);
}

/**
 * Gives errors that pass by themselves the one name that the state machine tries again; the SDK has tried its few times
 * by then. Everything else stays what it is: never tried again are refused access, wrong parameters, lost keys.
 */
export function asRetryable(error: Error): Error {
  if (error instanceof PegasusError || !isTransient(error)) return error;
  return new PegasusError(ErrorName.RETRYABLE, `${error.name}: ${error.message}`, { cause: error });
}
