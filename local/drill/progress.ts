/** Where the drill says what it does: one plain line each, with the seconds since it began. */
export class Progress {
  private readonly startedAt = Date.now();

  constructor(private readonly print: (line: string) => void) {}

  say(what: string, detail = ''): void {
    const seconds = ((Date.now() - this.startedAt) / 1000).toFixed(1).padStart(6);
    this.print(`${seconds} s  ${what.padEnd(18)} ${detail}`.trimEnd());
  }
}

/** `1,234`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}
