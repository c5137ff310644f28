import * as z from 'zod';

/** What Lambda shows of an error. */
export const FunctionError = z.object({
  errorType: z.string(),
  errorMessage: z.string(),
  trace: z.array(z.string()).optional(),
});
export type FunctionError = z.output<typeof FunctionError>;

/** The outcome of one event: its answer as JSON text, or the error of the handler or its sandbox. */
export type Outcome = { readonly payload: string } | { readonly error: FunctionError };

/** Request and response of a synchronous invocation may have 6 MB. */
export const PAYLOAD_LIMIT = 6 * 1024 * 1024;

export function timedOut(requestId: string, seconds: number): Outcome {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
  return { error: { errorType: 'Sandbox.Timedout', errorMessage } };
}

/** @param how `exit status 1`, or `signal: killed` */
export function exited(requestId: string, how: string): Outcome {
  const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: ${how}`;
  return { error: { errorType: 'Runtime.ExitError', errorMessage } };
}

export function tooLarge(bytes: number): Outcome {
  return {
    error: {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${PAYLOAD_LIMIT} bytes).`,
    },
  };
}
