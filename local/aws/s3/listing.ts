import type { Bucket } from './bucket';

export interface Selection {
  readonly prefix: string;
  /** Empty: keys are not rolled up. */
  readonly delimiter: string;
  /** Where the last page ended: a key, or a common prefix, which is then left behind whole. */
  readonly marker: string | undefined;
}

/** A key, or the common prefix that stands for all keys below it. */
export type Listed = { readonly key: string; readonly commonPrefix?: undefined } | { readonly commonPrefix: string };

/**
 * Goes through a bucket in key order, from the marker on (that key included, as its versions may not all be listed).
 * @param isVisible keys for which it says no are left out, and stand for no common prefix either
 */
export function* walk(
  bucket: Bucket,
  { prefix, delimiter, marker }: Selection,
  isVisible: (key: string) => boolean,
): Generator<Listed> {
  const keys = bucket.keys.inOrder();
  let at = bucket.keys.firstAtOrAfter(prefix);
  if (marker !== undefined) {
    const isWholePrefix = rollUp(marker, prefix, delimiter) === marker;
    at = Math.max(at, isWholePrefix ? bucket.keys.firstBeyond(marker) : bucket.keys.firstAtOrAfter(marker));
  }
  while (at < keys.length && keys[at]!.startsWith(prefix)) {
    const key = keys[at]!;
    const commonPrefix = isVisible(key) ? rollUp(key, prefix, delimiter) : undefined;
    if (commonPrefix !== undefined) {
      yield { commonPrefix };
      at = bucket.keys.firstBeyond(commonPrefix);
      continue;
    }
    if (isVisible(key)) yield { key };
    at += 1;
  }
}

function rollUp(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '' || !key.startsWith(prefix)) return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

/** The first rows, and whether there are more. A page of no rows is complete. */
export function firstPage<Row>(rows: Iterable<Row>, size: number): { page: Row[]; isTruncated: boolean } {
  const page: Row[] = [];
  if (size === 0) return { page, isTruncated: false };
  for (const row of rows) {
    if (page.length === size) return { page, isTruncated: true };
    page.push(row);
  }
  return { page, isTruncated: false };
}
