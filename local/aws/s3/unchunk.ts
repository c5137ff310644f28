import { s3Error } from './errors';

const LINE_END = Buffer.from('\r\n');

/** Takes `aws-chunked` framing off a body; what stands behind the last chunk goes to `trailers`, by lower-case name. */
export async function* unchunk(source: AsyncIterable<Buffer>, trailers: Map<string, string>): AsyncGenerator<Buffer> {
  const reader = new Reader(source);
  for (;;) {
    const header = await reader.line();
    const size = Number.parseInt(header?.split(';')[0] ?? '', 16);
    if (header === undefined || Number.isNaN(size)) throw s3Error('IncompleteBody');
    if (size === 0) break;
    yield* reader.bytes(size);
    await reader.line();
  }
  for (let line = await reader.line(); line; line = await reader.line()) {
    const colon = line.indexOf(':');
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

class Reader {
  private readonly source: AsyncIterator<Buffer>;
  private pending: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** Up to the line's end; nothing when the source ends before. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.pending.indexOf(LINE_END);
      if (end >= 0) {
        const line = this.pending.toString('latin1', 0, end);
        this.pending = this.pending.subarray(end + LINE_END.length);
        return line;
      }
      if (!(await this.more())) return undefined;
    }
  }

  async *bytes(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0; ) {
      if (this.pending.length === 0 && !(await this.more())) throw s3Error('IncompleteBody');
      const taken = this.pending.subarray(0, left);
      this.pending = this.pending.subarray(taken.length);
      left -= taken.length;
      yield taken;
    }
  }

  private async more(): Promise<boolean> {
    const { value, done } = await this.source.next();
    if (done) return false;
    this.pending = this.pending.length === 0 ? value : Buffer.concat([this.pending, value]);
    return true;
  }
}
