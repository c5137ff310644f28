/**
 * Seeded chance (mulberry32): the same seed gives the same lectures and the same incident, so that a failed drill
 * can be repeated.
 */
export class SeededRandom {
  constructor(private state: number) {}

  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.below(from.length)];
    if (picked === undefined) throw new Error('Nothing to pick from: the list is empty.');
    return picked;
  }

  /** `count` different ones, in an order of their own. */
  sample<T>(from: readonly T[], count: number): T[] {
    const left = [...from];
    const taken: T[] = [];
    while (taken.length < count && left.length > 0) taken.push(...left.splice(this.below(left.length), 1));
    return taken;
  }

  bytes(size: number): Buffer {
    const body = Buffer.alloc(size);
    for (let at = 0; at + 4 <= size; at += 4) body.writeUInt32LE((this.next() * 4294967296) >>> 0, at);
    return body;
  }
}
