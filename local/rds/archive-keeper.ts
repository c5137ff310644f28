import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { archiveUntilNow } from '../postgres/archive';

/**
 * Keeps a running server restorable to nearly now, quiet or busy: round by round a commit goes to the archive, and
 * `onRestorable` hears of the time before it.
 */
export class ArchiveKeeper {
  private readonly stopping = new AbortController();
  private readonly work: Promise<void>;

  constructor(
    private readonly client: Client,
    private readonly archiveDirectory: string,
    private readonly onRestorable: (time: Date) => void,
    private readonly milliseconds: number,
  ) {
    this.work = this.run();
  }

  /** Resolves when the last round is over. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.work;
    await this.client.end().catch(() => undefined);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    try {
      while (!signal.aborted) {
        this.onRestorable(await archiveUntilNow(this.client, this.archiveDirectory));
        await delay(this.milliseconds, undefined, { signal });
      }
    } catch {
      // Stopped, or the server has gone: its end is noticed where it was started.
    }
  }
}
