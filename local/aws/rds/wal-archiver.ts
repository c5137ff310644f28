import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { archiveUntilNow } from '../../postgres/archive';

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

  /** Resolves when the connection is closed; a round under way is given up. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.work;
    await this.client.end().catch(() => undefined);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    try {
      while (!signal.aborted) {
        this.onRestorable(await archiveUntilNow(this.client, this.archiveDirectory, signal));
        await delay(this.milliseconds, undefined, { signal });
      }
    } catch {
      // Stopped, or the server has gone: its end is noticed where it was started.
    }
  }
}
