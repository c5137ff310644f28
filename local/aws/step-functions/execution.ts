import { setMaxListeners } from 'node:events';
import { History } from './history';
import { checkPayload } from './limits';
import { Abandoned, StateError } from './state-error';
import { afterSeconds } from './waiting';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** Who runs: what `$states.context.Execution` and `.StateMachine` show. */
export interface ExecutionOrigin {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly roleArn: string;
  /** JSON text, as it was given. */
  readonly input: string;
  /** For the child of a Distributed Map. */
  readonly mapRunArn?: string;
}

/** One run of a state machine, or one child of a Distributed Map. */
export class Execution {
  readonly history = new History();
  readonly startedAt = new Date();
  status: ExecutionStatus = 'RUNNING';
  stoppedAt: Date | undefined;
  output: unknown;
  error: string | undefined;
  cause: string | undefined;
  /** Resolves when the execution has ended, however it ended. */
  readonly finished: Promise<void>;
  private finish: () => void = () => undefined;
  private readonly controller = new AbortController();

  constructor(readonly origin: ExecutionOrigin) {
    this.finished = new Promise((resolve) => {
      this.finish = resolve;
    });
    setMaxListeners(0, this.controller.signal);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Starts it; the outcome is in `status` and in the history. */
  run(body: () => Promise<unknown>, timeoutSeconds?: number): void {
    const { input, roleArn } = this.origin;
    this.history.record('ExecutionStarted', { input, inputDetails: { truncated: false }, roleArn });
    const timer =
      timeoutSeconds === undefined
        ? undefined
        : afterSeconds(timeoutSeconds, () => this.stop('TIMED_OUT', 'States.Timeout', undefined));
    this.recordOutcome(body)
      .catch((error: unknown) => {
        if (error instanceof Abandoned) return;
        const { error: name, cause } = StateError.from(error);
        this.end('FAILED', 'ExecutionFailed', name, cause);
      })
      .finally(() => timer?.cancel());
  }

  /** Ends it from outside; what is under way is abandoned. */
  stop(status: 'ABORTED' | 'TIMED_OUT', error?: string, cause?: string): void {
    this.end(status, status === 'ABORTED' ? 'ExecutionAborted' : 'ExecutionTimedOut', error, cause);
  }

  private async recordOutcome(body: () => Promise<unknown>): Promise<void> {
    const output = await body();
    checkPayload(this.origin.stateMachineName, 'an output', output);
    if (this.status !== 'RUNNING') return;
    this.output = output;
    this.status = 'SUCCEEDED';
    this.close('ExecutionSucceeded', { output: JSON.stringify(output), outputDetails: { truncated: false } });
  }

  private end(status: ExecutionStatus, event: string, error?: string, cause?: string): void {
    if (this.status !== 'RUNNING') return;
    this.status = status;
    this.error = error;
    this.cause = cause;
    this.close(event, { error, cause });
  }

  private close(event: string, details: object): void {
    this.stoppedAt = new Date();
    this.history.end(event, details);
    this.controller.abort(new Abandoned());
    this.finish();
  }
}
