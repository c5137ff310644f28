/**
 * Bounds how many requests run at once, and follows the store: down by a third when it asks for less, up again by one
 * for each full round without complaint (additive increase, multiplicative decrease). The complaints of one round count
 * once: they were sent before the first of them was heard.
 */
export class AdaptiveLimit {
  private limit: number;
  private running = 0;
  private successes = 0;
  private round = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly maximum: number) {
    this.limit = maximum;
  }

  get current(): number {
    return this.limit;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.running >= this.limit) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running++;
    try {
      return await task();
    } finally {
      this.leave();
    }
  }

  /** Which round a request belongs to; to be given back with its complaint. */
  get ticket(): number {
    return this.round;
  }

  succeeded(): void {
    if (this.limit >= this.maximum || ++this.successes < this.limit) return;
    this.successes = 0;
    this.limit++;
    this.admit();
  }

  throttled(ticket: number): void {
    if (ticket !== this.round) return;
    this.round++;
    this.successes = 0;
    this.limit = Math.max(1, Math.floor((this.limit * 2) / 3));
  }

  private leave(): void {
    if (this.running > this.limit || this.waiting.length === 0) this.running--;
    else this.waiting.shift()!();
  }

  private admit(): void {
    while (this.running < this.limit && this.waiting.length > 0) {
      this.running++;
      this.waiting.shift()!();
    }
  }
}
