import { isThrottlingError } from '@smithy/core/retry';
import { isTransient } from '../execution/retryable-errors';

export { UnreadableAnswer } from '../execution/retryable-errors';

/** The part of an SDK error that says what the store answered. */
interface StoreError {
  readonly name?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** S3's own: two writes at the same moment (409), and trouble that it says in the body of a 200. */
const PASSING = ['OperationAborted', 'InternalError', 'ServiceUnavailable'];

/** The store asks for fewer requests. */
export function isThrottled(error: unknown): boolean {
  const { name, $metadata } = error as StoreError;
  return (
    name === 'ServiceUnavailable' ||
    $metadata?.httpStatusCode === 503 ||
    isThrottlingError(error as Parameters<typeof isThrottlingError>[0])
  );
}

/** Worth another try, unchanged. */
export function isPassing(error: unknown): boolean {
  return isTransient(error) || PASSING.includes((error as StoreError).name ?? '');
}

/** A condition on the destination did not hold, or could not be decided at this moment. */
export function isConditionFailed(error: unknown): boolean {
  const status = (error as StoreError).$metadata?.httpStatusCode;
  return status === 412 || status === 409 || (error as StoreError).name === 'PreconditionFailed';
}

export function isNotFound(error: unknown): boolean {
  return (error as StoreError).$metadata?.httpStatusCode === 404;
}

/**
 * What stands there cannot be looked at: encrypted by a customer's key (SSE-C), by a key of KMS that is disabled or may
 * not be used. A HEAD is answered without a body, so the status is all there is.
 */
export function isUnreadable(error: unknown): boolean {
  const { name, $metadata } = error as StoreError;
  const status = $metadata?.httpStatusCode;
  return (status === 400 || status === 403) && name !== 'InvalidObjectState';
}

export function isForbidden(error: unknown): boolean {
  return (error as StoreError).$metadata?.httpStatusCode === 403;
}

export function isNotImplemented(error: unknown): boolean {
  return (error as StoreError).$metadata?.httpStatusCode === 501;
}

/** The bucket was made without Object Lock, so nothing in it can be locked. */
export function isWithoutObjectLock(error: unknown): boolean {
  const { name, message } = error as StoreError;
  return name === 'InvalidRequest' && message?.includes('missing Object Lock Configuration') === true;
}

/** The version id of the delete marker that a 404 was answered from. */
export function markerOf(error: unknown): string | undefined {
  const headers = (error as StoreError).$response?.headers ?? {};
  return headers['x-amz-delete-marker'] === 'true' ? (headers['x-amz-version-id'] ?? 'null') : undefined;
}

/** One line for a list of failed keys. A HEAD is answered without a body, so the SDK knows the status only. */
export function described(error: unknown): string {
  const { name, message, $metadata } = error as StoreError;
  const status = $metadata?.httpStatusCode;
  if (name === undefined || name.startsWith('Unknown') || name === String(status)) {
    return status === 403
      ? 'AccessDenied: the store gives no reason (403)'
      : `the store answered ${status ?? 'nothing'}`;
  }
  return message === undefined || message === name || message === '' ? name : `${name}: ${message}`;
}
