import type { FunctionEvent, FunctionProcess } from './function-process';
import type { Outcome } from './invocation';

/** The warm processes of one function, up to a bound; events beyond it wait in order. */
export class FunctionPool {
  private readonly all = new Set<FunctionProcess>();
  private readonly idle: FunctionProcess[] = [];
  private readonly waiting: (() => void)[] = [];
  private busy = 0;
  private closed = false;

  constructor(
    private readonly start: () => FunctionProcess,
    private readonly bound: number,
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

  private async run(event: FunctionEvent): Promise<Outcome> {
    if (this.closed) throw new Error('The AWS on this machine is closed.');
    const process = this.takeIdle() ?? this.start();
    this.all.add(process);
    const outcome = await process.answer(event);
    if (process.alive) this.idle.push(process);
    else this.all.delete(process);
    return outcome;
  }

  private takeIdle(): FunctionProcess | undefined {
    for (let process = this.idle.pop(); process; process = this.idle.pop()) {
      if (process.alive) return process;
      this.all.delete(process);
    }
    return undefined;
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.all].map((process) => process.kill()));
  }
}
