import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { OperatingUser } from '../../postgres/operating-user';
import type { Container } from './task-definition';

/** Between SIGTERM and SIGKILL; ECS waits 30 s. */
const STOP_MILLISECONDS = 2_000;

/** One container of a task: its real command, as a process group of its own. */
export class RunningContainer {
  readonly ended: Promise<number>;
  private readonly pid: number | undefined;
  private running = true;

  /** @param user who runs it; undefined: as this process */
  constructor(
    definition: Container,
    folder: string,
    environment: Readonly<Record<string, string>>,
    logFile: string,
    user: OperatingUser | undefined,
  ) {
    const [file, ...first] = definition.EntryPoint;
    const log = createWriteStream(logFile, { flags: 'a' });
    const child = spawn(file!, [...first, ...definition.Command], {
      ...user,
      cwd: folder,
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.pid = child.pid;
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    const failed = once(child, 'error').then(() => 127);
    // As a shell says it: 128 and the signal's number.
    const exited = once(child, 'exit').then(([code, signal]: (number | string | null)[]) =>
      typeof code === 'number' ? code : signal === 'SIGKILL' ? 137 : 143,
    );
    this.ended = Promise.race([exited, failed]).then((code) => {
      this.running = false;
      // What the command has left in the background goes with it, as it does with a container.
      this.signal('SIGKILL');
      log.end();
      return code;
    });
  }

  async stop(): Promise<void> {
    if (!this.running) return;
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), STOP_MILLISECONDS);
    await this.ended;
    clearTimeout(timer);
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.pid === undefined) return;
    try {
      process.kill(-this.pid, signal);
    } catch {
      // The process group is empty.
    }
  }
}
