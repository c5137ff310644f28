/**
 * UTF-8 byte order, in which S3 lists keys. JavaScript compares UTF-16 units, which differs where surrogate pairs
 * (U+10000 and above) meet U+E000–U+FFFF.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The keys of a bucket in byte order. New keys are sorted when the keys are read, not one by one. */
export class SortedKeys {
  private sorted: string[] = [];
  private fresh: string[] = [];

  /** The key must not be there yet. */
  add(key: string): void {
    const last = this.sorted.at(-1);
    if (last === undefined || (this.fresh.length === 0 && compareKeys(last, key) < 0)) this.sorted.push(key);
    else this.fresh.push(key);
  }

  remove(key: string): void {
    const keys = this.inOrder();
    const at = this.firstAtOrAfter(key);
    if (keys[at] === key) this.sorted.splice(at, 1);
  }

  inOrder(): readonly string[] {
    if (this.fresh.length > 0) {
      this.sorted = merge(this.sorted, this.fresh.sort(compareKeys));
      this.fresh = [];
    }
    return this.sorted;
  }

  firstAtOrAfter(key: string): number {
    return this.firstWhere((candidate) => compareKeys(candidate, key) >= 0);
  }

  /** The index of the first key behind all those that begin with the prefix. */
  firstBeyond(prefix: string): number {
    return this.firstWhere((candidate) => compareKeys(candidate, prefix) >= 0 && !candidate.startsWith(prefix));
  }

  /** Binary search; the condition must be false, then true, along the order. */
  private firstWhere(condition: (key: string) => boolean): number {
    const keys = this.inOrder();
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (condition(keys[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function merge(a: readonly string[], b: readonly string[]): string[] {
  const merged: string[] = [];
  let left = 0;
  let right = 0;
  while (left < a.length && right < b.length) {
    merged.push(compareKeys(a[left]!, b[right]!) < 0 ? a[left++]! : b[right++]!);
  }
  while (left < a.length) merged.push(a[left++]!);
  while (right < b.length) merged.push(b[right++]!);
  return merged;
}
