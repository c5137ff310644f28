import { parseTraffic, type Traffic } from '../../../domain/traffic/parameter';
import type { TrafficSeen } from '../../../runtime/traffic/traffic-parameter';

/** The traffic parameter in memory; `since` is the number of the write as a time. */
export class MemoryTraffic {
  readonly writes: Traffic[] = [];

  /** What the parameter says cannot be read. */
  unreadable = false;

  constructor(private now: Traffic = { mode: 'open', generation: 0 }) {}

  async read(): Promise<TrafficSeen> {
    if (this.unreadable) parseTraffic('/pegasus/traffic', '{"mode":"froz');
    return { ...this.now, since: new Date(Date.UTC(2026, 10, 23, 5, this.writes.length)).toISOString() };
  }

  async set(traffic: Traffic): Promise<TrafficSeen> {
    if (this.unreadable || traffic.mode !== this.now.mode || traffic.generation !== this.now.generation)
      this.change(traffic);
    return await this.read();
  }

  change(traffic: Traffic): void {
    this.writes.push(traffic);
    this.unreadable = false;
    this.now = traffic;
  }
}
