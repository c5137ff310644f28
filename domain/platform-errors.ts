/** Lambda's own trouble, throttling included (which CDK's default retry leaves out). */
export const SERVICE_ERRORS = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.TooManyRequestsException',
];

/** How Lambda shows a handler that was killed; handlers are idempotent, so it is worth another try or two. */
export const KILLED_ERRORS = ['Lambda.Unknown', 'Runtime.ExitError', 'Sandbox.Timedout'];

/** How Step Functions shows a step that was over its time. */
export const TIMED_OUT_ERRORS = ['States.Timeout', 'States.HeartbeatTimeout'];
