import { seconds } from '../request/target-time';
import { isMultipart, type ObjectEntry } from './entry';

/** What the entries of a listing themselves prove about when versioning was on. */
export interface HistoryProof {
  /** Something was stored while versioning was off or suspended. */
  readonly unversioned: boolean;
  /** The last time (milliseconds) after T at which something was; what it may have overwritten left no trace. */
  readonly unversionedAfter?: number;
  /** Something was stored with versioning on, at T or before. */
  readonly versionedBefore: boolean;
}

export const NOTHING_PROVED: HistoryProof = { unversioned: false, versionedBefore: false };

/** Adds one entry; gives back the same object where it teaches nothing new, which is nearly always. */
export function withEntry(proof: HistoryProof, entry: ObjectEntry, at: number): HistoryProof {
  if (entry.versionId === 'null') {
    const later = entry.lastModified > at && entry.lastModified > (proof.unversionedAfter ?? 0);
    if (!later) return proof.unversioned ? proof : { ...proof, unversioned: true };
    return { ...proof, unversioned: true, unversionedAfter: entry.lastModified };
  }
  if (proof.versionedBefore || entry.lastModified > at || isMultipart(entry)) return proof;
  return { ...proof, versionedBefore: true };
}

export function combined(a: HistoryProof, b: HistoryProof): HistoryProof {
  const after = Math.max(a.unversionedAfter ?? 0, b.unversionedAfter ?? 0);
  return {
    unversioned: a.unversioned || b.unversioned,
    versionedBefore: a.versionedBefore || b.versionedBefore,
    ...(after > 0 && { unversionedAfter: after }),
  };
}

/**
 * When versioning was enabled is written nowhere; the entries bound it. A null version stored after T proves that it was
 * off (or suspended) then, so overwritten and deleted objects left no trace. A bucket with null versions that are all
 * older must show one versioned entry from before T, else it may have been enabled only afterwards. A bucket without any
 * null version has been versioned since its beginning.
 * @returns why the history is not proved to reach back to T, or null
 */
export function whyHistoryIsNotProved(proof: HistoryProof): string | null {
  if (proof.unversionedAfter !== undefined) {
    return `something was stored without versioning at ${seconds(proof.unversionedAfter)}: versioning was off or suspended then, and what was overwritten or deleted left no trace. Only later times can be reached`;
  }
  if (proof.unversioned && !proof.versionedBefore) {
    return 'the bucket holds objects from before versioning was enabled, and nothing shows that it was enabled by the target time. Choose a time after the first versioned write';
  }
  return null;
}
