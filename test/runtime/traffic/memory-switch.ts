import type { TrafficMode } from '../../../domain/workflow/workflow';
import type { Switch } from '../../../runtime/traffic/switches/switch';

interface Tasks {
  readonly tasks: number;
}

/** A switch in memory: tasks, none when frozen, one in low traffic. `refuses` lets no write through. */
export class MemorySwitch implements Switch {
  readonly log: string[];
  refuses: ((state: Tasks) => boolean) | undefined;
  sluggish = false;

  constructor(
    readonly name: string,
    public tasks = 4,
    log: string[] = [],
  ) {
    this.log = log;
  }

  runsIn(state: unknown): boolean {
    return (state as Tasks).tasks > 0;
  }

  async read(): Promise<Tasks> {
    return { tasks: this.tasks };
  }

  stateIn(mode: TrafficMode, prior: unknown): Tasks {
    const before = prior as Tasks;
    return mode === 'open' ? before : { tasks: mode === 'frozen' ? 0 : Math.min(1, before.tasks) };
  }

  async set(state: unknown): Promise<void> {
    const { tasks } = state as Tasks;
    if (tasks === this.tasks) return;
    if (this.refuses?.({ tasks })) throw new Error(`AccessDenied: ${this.name}`);
    this.log.push(`${this.name} ${tasks}`);
    this.tasks = tasks;
  }

  async awaits(): Promise<string | undefined> {
    return this.sluggish ? `${this.name} still runs` : undefined;
  }
}
