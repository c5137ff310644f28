import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import * as z from 'zod';
import type { OperatingUser } from '../../postgres/operating-user';
import { exited, FunctionError, type Outcome, PAYLOAD_LIMIT, timedOut, tooLarge } from './invocation';

const Message = z.union([
  z.strictObject({ ready: z.literal(true) }),
  z.strictObject({ payload: z.string() }),
  z.strictObject({ error: FunctionError }),
]);

export interface FunctionEvent {
  /** JSON text. */
  readonly event: string;
  readonly requestId: string;
  readonly arn: string;
  readonly timeoutSeconds: number;
}

/** Loading the code is not counted against the time-out; it has this long. */
const LOAD_SECONDS = 30;

/** One process with one function loaded: answers one event at a time, until it dies or is killed. */
export class FunctionProcess {
  private readonly child: ChildProcess;
  private readonly exit: Promise<string>;
  private readonly loaded: Promise<Outcome | 'ready'>;
  private resolve: (message: Outcome | 'ready') => void = () => undefined;
  alive = true;

  constructor(options: {
    readonly bootstrap: string;
    /** Loaded before the bootstrap. @default - nothing is */
    readonly preloaded?: string;
    readonly environment: Readonly<Record<string, string>>;
    readonly memoryMegabytes: number;
    readonly log: string;
    /** @default - as this process */
    readonly user?: OperatingUser;
  }) {
    const log = openSync(options.log, 'a');
    const heap = `--max-old-space-size=${Math.floor(options.memoryMegabytes * 0.9)}`;
    const before = options.preloaded === undefined ? [] : ['--require', options.preloaded];
    this.child = spawn(process.execPath, [heap, ...before, options.bootstrap], {
      ...options.user,
      env: options.environment,
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.exit = new Promise((resolve) => {
      const end = (how: string) => {
        this.alive = false;
        resolve(how);
      };
      // `close`, not `exit`: the last message has been read by then.
      this.child.once('close', (code, signal) => end(signal ? `signal: ${signalName(signal)}` : `exit status ${code}`));
      this.child.once('error', (error) => end(error.message));
    });
    this.child.on('message', (message) => {
      const { data } = Message.safeParse(message);
      if (data) this.resolve('ready' in data ? 'ready' : data);
    });
    this.loaded = this.nextMessage();
  }

  async answer({ timeoutSeconds, ...event }: FunctionEvent): Promise<Outcome> {
    const loaded = await this.within(LOAD_SECONDS, event.requestId, this.loaded);
    if (loaded !== 'ready') return this.discard(loaded);
    const reply = this.nextMessage();
    const traceId = `Root=1-${event.requestId.replaceAll('-', '').slice(0, 8)}-${event.requestId.replaceAll('-', '').slice(8)};Sampled=0`;
    this.child.send({ ...event, traceId, deadline: Date.now() + timeoutSeconds * 1000 }, () => undefined);
    const outcome = await this.within(timeoutSeconds, event.requestId, reply);
    if (outcome === 'ready') throw new Error('the bootstrap said `ready` twice');
    if ('payload' in outcome && Buffer.byteLength(outcome.payload) > PAYLOAD_LIMIT) {
      return tooLarge(Buffer.byteLength(outcome.payload));
    }
    return outcome;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exit;
  }

  private nextMessage(): Promise<Outcome | 'ready'> {
    return new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  /** The message, or what Lambda says when the process dies before it or takes too long. */
  private async within(
    seconds: number,
    requestId: string,
    message: Promise<Outcome | 'ready'>,
  ): Promise<Outcome | 'ready'> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, seconds * 1000, 'late');
    });
    try {
      const first = await Promise.race([message, this.exit.then((how) => exited(requestId, how)), late]);
      return first === 'late' ? await this.discard(timedOut(requestId, seconds)) : first;
    } finally {
      clearTimeout(timer);
    }
  }

  private async discard(outcome: Outcome): Promise<Outcome> {
    await this.kill();
    return outcome;
  }
}

function signalName(signal: NodeJS.Signals): string {
  const names: Partial<Record<NodeJS.Signals, string>> = { SIGKILL: 'killed', SIGABRT: 'aborted' };
  return names[signal] ?? signal;
}
