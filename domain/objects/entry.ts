/** One entry of a bucket's history: a version, or the marker that a delete leaves. */
export interface ObjectEntry {
  readonly key: string;
  readonly kind: 'version' | 'marker';
  /** `null` (the word) for what was stored while versioning was off or suspended. */
  readonly versionId: string;
  /** Milliseconds, whole seconds. For a multipart upload: when it was begun, not when it was completed. */
  readonly lastModified: number;
  readonly isLatest: boolean;
  /** With its quotes, as stores give it; empty for a marker. */
  readonly etag: string;
  readonly size: number;
  /** Absent means STANDARD. */
  readonly storageClass?: string;
  /** Of what is to be copied: the class of the copy, where it is not its own; see RestoredClass. */
  readonly restoreAs?: string;
  /** An archived object that has been thawed and can be copied now. */
  readonly thawed?: boolean;
}

/** Stored in parts: the ETag ends in the number of them. */
export function isMultipart(entry: Pick<ObjectEntry, 'etag'>): boolean {
  return /-\d+"?$/.test(entry.etag);
}

/**
 * UTF-8 binary order, the order of S3 listings and of Postgres' `COLLATE "C"`. JavaScript's `<` compares UTF-16 units,
 * which puts U+E000–U+FFFF behind emoji.
 */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return inCodePointOrder(x) - inCodePointOrder(y);
  }
  return a.length - b.length;
}

/** Lifts surrogates over the rest of the basic plane. */
function inCodePointOrder(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
