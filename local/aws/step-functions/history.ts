import { HISTORY_EVENTS } from './limits';
import { Abandoned, StateError } from './state-error';

/** An event as `GetExecutionHistory` shows it; its details are in the member that belongs to its type. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly type: string;
  readonly [details: string]: unknown;
}

/** An event with the state that it belongs to, which most types of events do not name themselves. */
export interface HistoryEntry {
  readonly event: HistoryEvent;
  readonly state?: string;
}

/** What happened in one execution, in order; can be followed while it grows. */
export class History {
  readonly entries: HistoryEntry[] = [];
  private ended = false;
  private wake: (() => void)[] = [];

  /**
   * @returns the event's id
   * @throws StateError when only the last event, which says how the execution ended, has room
   */
  record(type: string, details: object = {}, origin: { previous?: number; state?: string } = {}): number {
    if (this.ended) throw new Abandoned();
    if (this.entries.length >= HISTORY_EVENTS - 1) {
      throw new StateError(
        'States.Runtime',
        `The execution reached the maximum number of history events (${HISTORY_EVENTS}).`,
      );
    }
    return this.append(type, details, origin.previous ?? 0, origin.state);
  }

  /** The last event. */
  end(type: string, details: object): void {
    this.append(type, details, this.entries.length);
    this.ended = true;
  }

  /** Every event from the first to the last, as they come. */
  async *follow(): AsyncGenerator<HistoryEntry> {
    for (let next = 0; ; next += 1) {
      while (next >= this.entries.length) {
        if (this.ended) return;
        await new Promise<void>((resolve) => this.wake.push(resolve));
      }
      const entry = this.entries[next];
      if (entry) yield entry;
    }
  }

  private append(type: string, details: object, previousEventId: number, state?: string): number {
    const id = this.entries.length + 1;
    const timestamp = Date.now() / 1000;
    const event = {
      id,
      previousEventId,
      timestamp,
      type,
      ...(Object.keys(details).length > 0 && { [memberOf(type)]: details }),
    };
    this.entries.push({ event, state });
    const waiting = this.wake;
    this.wake = [];
    for (const wake of waiting) wake();
    return id;
  }
}

/** `TaskFailed` → `taskFailedEventDetails`; all kinds of states share one member for entering, one for leaving. */
function memberOf(type: string): string {
  const shared = type.replace(/^.*(State(?:Entered|Exited))$/, '$1');
  return `${shared.charAt(0).toLowerCase()}${shared.slice(1)}EventDetails`;
}
