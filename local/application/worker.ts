import type { JobQueue } from './queue';
import type { Traffic } from './traffic';
import type { Work } from './work';

const IDLE_MILLISECONDS = 100;
/** After this long without a look at the queue the worker counts as stuck. */
const STUCK_MILLISECONDS = 10_000;

/** Works off the queue, one job after the other, for as long as the traffic mode lets it. */
export class Worker {
  private stopping = false;
  private lastLook = 0;
  private finished: Promise<void> = Promise.resolve();

  constructor(
    private readonly queue: JobQueue,
    private readonly traffic: Traffic,
    private readonly work: Work,
    private readonly log: (line: string) => void,
  ) {}

  start(): void {
    this.finished = this.run();
  }

  /** Resolves when the job in hand is done. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.finished;
  }

  get stuck(): boolean {
    return Date.now() - this.lastLook > STUCK_MILLISECONDS;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      if (!(await this.workOne())) await new Promise((resolve) => setTimeout(resolve, IDLE_MILLISECONDS));
    }
  }

  private async workOne(): Promise<boolean> {
    if (this.traffic.refuses(true) !== undefined) return false;
    try {
      const onlyPrivileged = this.traffic.refuses(false) !== undefined;
      const worked = await this.queue.workOne(onlyPrivileged, (job) => this.work.perform(job));
      this.lastLook = Date.now();
      return worked;
    } catch (error) {
      this.log(`worker: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }
}
