import { ErrorName, PegasusError } from '../../domain/workflow/errors';

const PASSING_NAME =
  /^(Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|ServiceUnavailable|InternalServer|InternalFailure|InternalError|RequestTimeout|TimeoutError)/;
const PASSING_CODE = ['ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN'];

/**
 * Gives errors of AWS that pass by themselves the one name that the machine tries again; the SDK has tried its few
 * times by then. Everything else stays what it is: never tried again are refused access, wrong parameters, lost keys.
 */
export function asRetryable(error: Error): Error {
  if (error instanceof PegasusError) return error;
  const code = 'code' in error ? String(error.code) : '';
  const hinted = '$retryable' in error && error.$retryable !== undefined;
  if (!hinted && !PASSING_NAME.test(error.name) && !PASSING_CODE.includes(code)) return error;
  return new PegasusError(ErrorName.RETRYABLE, `${error.name}: ${error.message}`, { cause: error });
}
