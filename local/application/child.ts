import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const STOP_MILLISECONDS = 5_000;

export interface ChildOptions {
  /** Through the shell; without it the built-in sample application. */
  readonly command?: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
}

/** One run of an application: a process group of its own, so that everything it starts ends with it. */
export class Child {
  /** Resolves when the process is gone, with the reason in words. */
  readonly ended: Promise<string>;
  private readonly process: ChildProcess;
  private running = true;

  constructor({ command, environment, log }: ChildOptions) {
    const [file, args] = command === undefined ? builtIn() : ['/bin/sh', ['-c', command]];
    this.process = spawn(file, args, {
      env: command === undefined ? { ...environment, NODE_NO_WARNINGS: '1' } : environment,
      detached: true,
      // The built-in application notices by the channel when its parent is gone.
      stdio: ['ignore', 'pipe', 'pipe', ...(command === undefined ? (['ipc'] as const) : [])],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', log);
    }
    this.ended = new Promise((resolve) => {
      this.process.once('error', ({ message }) => resolve(message));
      this.process.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
    });
    process.once('exit', this.kill);
    void this.ended.then(() => {
      this.running = false;
      // What the command has left in the background.
      this.kill();
      process.removeListener('exit', this.kill);
    });
  }

  get isRunning(): boolean {
    return this.running;
  }

  async stop(): Promise<void> {
    this.signal('SIGTERM');
    const timer = setTimeout(this.kill, STOP_MILLISECONDS);
    await this.ended;
    clearTimeout(timer);
  }

  private readonly kill = () => this.signal('SIGKILL');

  private signal(signal: NodeJS.Signals): void {
    const { pid } = this.process;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is gone already.
    }
  }
}

/**
 * The sample application as one file (scripts/bundle-cli.mjs): read from its sources it takes a second longer, each time
 * that it is started.
 * @throws Error when it has not been built
 */
function builtIn(): [string, string[]] {
  const beside = join(__dirname, 'application.js');
  const built = existsSync(beside) ? beside : join(__dirname, '..', '..', 'dist', 'bin', 'application.js');
  if (!existsSync(built)) throw new Error(`${built} is missing; \`npm run build:cli\` makes it.`);
  return [process.execPath, [built]];
}
