/**
 * Whether some text fits both patterns, in which `*` is any characters and `?` is one.
 * @param without characters that a `*` of the first pattern does not stand for: the name of a bucket has no slash
 */
export function overlap(one: string, other: string, without = ''): boolean {
  const seen = new Set<number>();
  const from = (i: number, j: number): boolean => {
    if (i === one.length && j === other.length) return true;
    const at = i * (other.length + 1) + j;
    if (seen.has(at)) return false;
    seen.add(at);
    const [a, b] = [one[i], other[j]];
    if (a === '*' && (from(i + 1, j) || (j < other.length && !without.includes(b!) && from(i, j + 1)))) return true;
    if (b === '*' && (from(i, j + 1) || (i < one.length && from(i + 1, j)))) return true;
    if (a === undefined || b === undefined || a === '*' || b === '*') return false;
    return (a === b || a === '?' || b === '?') && from(i + 1, j + 1);
  };
  return from(0, 0);
}
