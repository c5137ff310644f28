const REDRAW_MS = 200;
const LINE_MS = 10_000;

/** Progress of a long phase on standard error: one line redrawn on a terminal, a line every ten seconds in a pipe. */
export class Progress {
  private startedAt = Date.now();
  private shownAt = 0;
  private phase = '';

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {}

  begin(phase: string): void {
    this.phase = phase;
    this.startedAt = Date.now();
    this.shownAt = this.stream.isTTY ? 0 : this.startedAt;
  }

  /** @param total if known: the time left is then shown too */
  update(done: number, total?: number): void {
    const now = Date.now();
    if (now - this.shownAt < (this.stream.isTTY ? REDRAW_MS : LINE_MS)) return;
    this.shownAt = now;
    const rate = done / Math.max(0.001, (now - this.startedAt) / 1000);
    const line = `${this.phase} ${counted(done)}${total === undefined ? '' : ` of ${counted(total)}`}, ${counted(Math.round(rate))}/s${left(done, total, rate)}`;
    this.stream.write(this.stream.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
  }

  end(): void {
    if (this.stream.isTTY) this.stream.write('\r\u001b[K');
  }
}

export function counted(count: number): string {
  return count.toLocaleString('en-US');
}

export function bytes(count: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const unit = Math.min(units.length - 1, count === 0 ? 0 : Math.floor(Math.log2(count) / 10));
  return unit === 0 ? `${count} bytes` : `${(count / 1024 ** unit).toFixed(1)} ${units[unit]}`;
}

function left(done: number, total: number | undefined, rate: number): string {
  if (total === undefined || rate === 0) return '';
  return `, ${Math.ceil((total - done) / rate)} s left`;
}
