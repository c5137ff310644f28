import { closeSync, createReadStream, openSync, readSync, writeSync } from 'node:fs';

/** A run of bytes in memory, in a file, or of zeros that were never written down. */
interface Extent {
  readonly source: Buffer | string | undefined;
  readonly start: number;
  readonly length: number;
}

const ZEROS = Buffer.alloc(64 * 1024);

/** The immutable bytes of an object: runs that copies, parts and versions share, so that nothing is written twice. */
export class Body {
  static readonly EMPTY = new Body([]);

  static of(bytes: Buffer): Body {
    return new Body([{ source: bytes, start: 0, length: bytes.length }]);
  }

  static file(path: string, size: number): Body {
    return new Body([{ source: path, start: 0, length: size }]);
  }

  /** An object of that size without the cost of one: it reads as zeros. */
  static hollow(size: number): Body {
    return new Body([{ source: undefined, start: 0, length: size }]);
  }

  static concat(bodies: readonly Body[]): Body {
    return new Body(bodies.flatMap((body) => body.extents));
  }

  readonly size: number;

  private constructor(private readonly extents: readonly Extent[]) {
    this.size = extents.reduce((sum, extent) => sum + extent.length, 0);
  }

  /** Whether any of it is hollow: then its digests are made up, because the true ones would take too long. */
  get isHollow(): boolean {
    return this.extents.some((extent) => extent.source === undefined);
  }

  slice(start: number, length: number): Body {
    const slices: Extent[] = [];
    let offset = 0;
    for (const extent of this.extents) {
      const from = Math.max(start, offset);
      const to = Math.min(start + length, offset + extent.length);
      if (to > from) slices.push({ ...extent, start: extent.start + from - offset, length: to - from });
      offset += extent.length;
    }
    return new Body(slices);
  }

  /** The bytes when they lie in memory in one piece. */
  get bytes(): Buffer | undefined {
    if (this.size === 0) return Buffer.alloc(0);
    const [extent, ...more] = this.extents;
    if (!extent || more.length > 0 || !Buffer.isBuffer(extent.source)) return undefined;
    return extent.source.subarray(extent.start, extent.start + extent.length);
  }

  async *chunks(): AsyncGenerator<Buffer> {
    for (const { source, start, length } of this.extents) {
      if (length === 0) continue;
      if (Buffer.isBuffer(source)) yield source.subarray(start, start + length);
      else if (source !== undefined) yield* createReadStream(source, { start, end: start + length - 1 });
      else for (let left = length; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, left);
    }
  }

  /** Changes the first byte where it lies, as a bad disk does: nothing that was computed from the bytes knows of it. */
  rot(): void {
    const [extent] = this.extents;
    if (extent?.source === undefined || extent.length === 0) throw new Error('There is no stored byte to change.');
    const { source, start } = extent;
    if (Buffer.isBuffer(source)) {
      source[start] = ~(source[start] ?? 0);
      return;
    }
    const file = openSync(source, 'r+');
    const byte = Buffer.alloc(1);
    readSync(file, byte, 0, 1, start);
    writeSync(file, Buffer.of(~(byte[0] ?? 0)), 0, 1, start);
    closeSync(file);
  }

  async text(): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.chunks()) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  }
}
