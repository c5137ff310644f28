import { createHash } from 'node:crypto';

/**
 * A random sample of a stream of unknown length, the same for the same seed: the items whose seeded hash is smallest.
 * Memory holds the sample only.
 */
export class Sample<T> {
  seen = 0;
  private kept: { readonly rank: string; readonly item: T }[] = [];

  constructor(
    private readonly seed: string,
    private readonly size: number,
  ) {}

  offer(name: string, item: T): void {
    this.seen++;
    const rank = createHash('sha256').update(this.seed).update('\0').update(name).digest('hex');
    this.kept.push({ rank, item });
    if (this.kept.length >= Math.max(2 * this.size, 1)) this.cut();
  }

  /** In the order of their ranks: a beginning of it is a random sample too. */
  items(): readonly T[] {
    this.cut();
    return this.kept.map(({ item }) => item);
  }

  private cut(): void {
    this.kept.sort((a, b) => (a.rank < b.rank ? -1 : 1));
    this.kept.length = Math.min(this.kept.length, this.size);
  }
}
