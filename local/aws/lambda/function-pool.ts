import type { FunctionEvent, FunctionProcess } from './function-process';
import type { Outcome } from './invocation';

/** The warm processes of one function, up to a bound; events beyond it wait in order. */
export class FunctionPool {
  private readonly all = new Set<FunctionProcess>();
  /** Each with the timer that ends it when nothing comes. */
  private readonly idle = new Map<FunctionProcess, NodeJS.Timeout>();
  private readonly waiting: (() => void)[] = [];
  private busy = 0;
  private closed = false;

  constructor(
    private readonly start: () => FunctionProcess,
    private readonly bound: number,
    private readonly idleSeconds: number,
  ) {}

  async answer(event: FunctionEvent): Promise<Outcome> {
    if (this.busy >= this.bound) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.busy += 1;
    try {
      return await this.run(event);
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.busy -= 1;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.idle.values()) clearTimeout(timer);
    await Promise.all([...this.all].map((process) => process.kill()));
  }

  private async run(event: FunctionEvent): Promise<Outcome> {
    if (this.closed) throw new Error('The AWS on this machine is closed.');
    const process = this.takeIdle() ?? this.start();
    this.all.add(process);
    const outcome = await process.answer(event);
    if (process.alive && !this.closed) this.rest(process);
    else this.all.delete(process);
    return outcome;
  }

  private rest(process: FunctionProcess): void {
    const end = () => {
      this.idle.delete(process);
      this.all.delete(process);
      void process.kill();
    };
    this.idle.set(process, setTimeout(end, this.idleSeconds * 1000).unref());
  }

  private takeIdle(): FunctionProcess | undefined {
    for (const [process, timer] of this.idle) {
      clearTimeout(timer);
      this.idle.delete(process);
      if (process.alive) return process;
      this.all.delete(process);
    }
    return undefined;
  }
}
