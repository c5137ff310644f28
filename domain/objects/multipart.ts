/** What one CopyObject carries. */
export const MAX_COPY_BYTES = 5 * 1024 ** 3;
export const MAX_PARTS = 10_000;

/** Large enough to be few, small enough that a failed one costs little. */
const USUAL_PART_BYTES = 128 * 1024 ** 2;

/** `first` and `last` byte, both included, as a copy range has it. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Size of the parts of a copy: the usual one, larger where 10,000 of those would not do; whole MiB. */
export function partSize(size: number, usual = USUAL_PART_BYTES): number {
  const needed = Math.ceil(size / MAX_PARTS);
  return needed <= usual ? usual : Math.ceil(needed / 1024 ** 2) * 1024 ** 2;
}

/** An object of `size` bytes, cut every `part` bytes. */
export function ranges(size: number, part: number): readonly ByteRange[] {
  const count = Math.max(1, Math.ceil(size / part));
  return Array.from({ length: count }, (_, i) => ({ first: i * part, last: Math.min(size, (i + 1) * part) - 1 }));
}
