/** An error as a service gives it: the code is the name that the SDK's exception will carry. */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = code;
  }
}

/** What this machine cannot do is said, never answered with "fine". */
export function notImplemented(what: string): ServiceError {
  return new ServiceError('NotImplemented', `${what} is not implemented by the AWS on this machine.`, 501);
}
