/**
 * For clients whose answer can be done without: a service that cannot be reached (a subnet without a way to it) is unknown
 * in seconds, so that everything else is still carried out. Without `throwOnRequestTimeout` the SDK only warns, and waits on.
 */
export const IMPATIENT = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
} as const;
