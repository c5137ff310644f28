import type { EvidenceStore } from './evidence-store';

export interface PartLimits {
  readonly lines: number;
  readonly bytes: number;
}

/** What is kept in memory at most, and what one reader has to take at once. */
const DEFAULT_LIMITS: PartLimits = { lines: 20_000, bytes: 4 * 1024 * 1024 };

/** Bounds what several writers keep in memory together, however many they are: the fullest of them has to write. */
export class SharedBuffer {
  private readonly writers: PartWriter[] = [];
  private held = 0;

  constructor(private readonly bytes: number) {}

  join(writer: PartWriter): void {
    this.writers.push(writer);
  }

  /** @param bytes more is held, or less (negative) */
  add(bytes: number): void {
    this.held += bytes;
  }

  /** Back to the bound. */
  async relieve(): Promise<void> {
    while (this.held >= this.bytes) await this.writers.reduce((a, b) => (b.size > a.size ? b : a)).flush();
  }
}

/**
 * Writes JSON Lines as `<prefix>part-000000.jsonl`, `…000001.jsonl`, each within the limits: memory stays flat, parts in
 * the order of their names hold the lines in the order in which they were written.
 */
export class PartWriter {
  private pending: string[] = [];
  private pendingBytes = 0;
  private part: number;

  /** @param first number of the first part; above 0 when an earlier invocation has written parts already */
  constructor(
    private readonly store: Pick<EvidenceStore, 'putText'>,
    private readonly prefix: string,
    private readonly limits: PartLimits = DEFAULT_LIMITS,
    first = 0,
    private readonly shared?: SharedBuffer,
  ) {
    this.part = first;
    shared?.join(this);
  }

  /** Number of the next part to be written. */
  get next(): number {
    return this.part;
  }

  /** Bytes that are not written yet. */
  get size(): number {
    return this.pendingBytes;
  }

  async write(value: unknown): Promise<void> {
    await this.writeLine(JSON.stringify(value));
  }

  /** @param json one line of JSON text */
  async writeLine(json: string): Promise<void> {
    const line = json + '\n';
    const bytes = Buffer.byteLength(line);
    this.pending.push(line);
    this.pendingBytes += bytes;
    this.shared?.add(bytes);
    if (this.pending.length >= this.limits.lines || this.pendingBytes >= this.limits.bytes) await this.flush();
    else await this.shared?.relieve();
  }

  /** Writes what is left; no empty part is ever written. */
  async close(): Promise<void> {
    if (this.pending.length > 0) await this.flush();
  }

  /** Ends the part. */
  async flush(): Promise<void> {
    const text = this.pending.join('');
    this.shared?.add(-this.pendingBytes);
    this.pending = [];
    this.pendingBytes = 0;
    await this.store.putText(partKey(this.prefix, this.part++), text, 'application/x-ndjson');
  }
}

export function partKey(prefix: string, part: number): string {
  return `${prefix}part-${String(part).padStart(6, '0')}.jsonl`;
}

export function partNumber(key: string): number {
  return Number(/part-(\d+)\.jsonl$/.exec(key)?.[1]);
}
