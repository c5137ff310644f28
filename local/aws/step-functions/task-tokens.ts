import { randomBytes } from 'node:crypto';
import { ServiceError } from '../protocols/service-error';
import { checkPayload } from './limits';
import { StateError } from './state-error';
import { afterSeconds } from './waiting';

interface WaitingTask {
  readonly succeed: (output: unknown) => void;
  readonly fail: (error: StateError) => void;
  readonly heartbeat: () => void;
}

/** The tasks that wait until a caller sends their token back. */
export class TaskTokens {
  private readonly waiting = new Map<string, WaitingTask>();
  private readonly spent = new Set<string>();

  /** @param heartbeatSeconds longest silence */
  issue(heartbeatSeconds?: number): { token: string; answer: Promise<unknown>; withdraw(): void } {
    const token = randomBytes(48).toString('base64');
    let timer: { cancel(): void } | undefined;
    const answer = new Promise<unknown>((succeed, fail) => {
      const heartbeat = () => {
        timer?.cancel();
        if (heartbeatSeconds === undefined) return;
        timer = afterSeconds(heartbeatSeconds, () => fail(new StateError('States.HeartbeatTimeout', '')));
      };
      this.waiting.set(token, { succeed, fail, heartbeat });
      heartbeat();
    });
    // There may be no listener yet, or no longer, when the answer is a failure.
    answer.catch(() => undefined);
    const withdraw = () => {
      timer?.cancel();
      if (this.waiting.delete(token)) this.spent.add(token);
    };
    return { token, answer, withdraw };
  }

  /** @param output JSON text */
  succeed(token: string, output: string): void {
    const task = this.find(token);
    let value: unknown;
    try {
      value = JSON.parse(output);
    } catch {
      throw new ServiceError('InvalidOutput', 'The output is not JSON.');
    }
    checkPayload('SendTaskSuccess', 'an output', value);
    this.spend(token);
    task.succeed(value);
  }

  fail(token: string, error: string, cause: string): void {
    const task = this.find(token);
    this.spend(token);
    task.fail(new StateError(error, cause));
  }

  heartbeat(token: string): void {
    this.find(token).heartbeat();
  }

  private spend(token: string): void {
    this.waiting.delete(token);
    this.spent.add(token);
  }

  private find(token: string): WaitingTask {
    const task = this.waiting.get(token);
    if (task) return task;
    if (this.spent.has(token)) {
      throw new ServiceError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    }
    throw new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
  }
}
