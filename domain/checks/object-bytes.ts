import type { CheckResult } from '../workflow/workflow';
import { type Check, count, judge, notApplicable } from './check';

export const OBJECT_BYTES: Check = {
  name: 'object bytes',
  expected:
    'objects that are read back have the size and the checksum of the version that was current at the recovery point',
};

/** What the plan says of an object. */
export interface PlannedBytes {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
}

/** What reading it gave. */
export interface ReadBytes {
  readonly size: number;
  /** MD5 of the bytes that came, hexadecimal. */
  readonly md5: string;
  /** Whether this object's ETag is the MD5 of its bytes: not with SSE-KMS or SSE-C. */
  readonly plainEtag: boolean;
  /** Whether the object has a checksum of all its bytes, which reading it has compared. @default false */
  readonly checked?: boolean;
}

/** True when the planned ETag alone says what the bytes must be. */
export function etagIsMd5(etag: string): boolean {
  return /^"?[0-9a-f]{32}"?$/i.test(etag);
}

/**
 * A corrupted object of the same size is found by the MD5 in the planned ETag or, where an ETag is no MD5, by the bytes
 * of the planned version itself.
 * @param version the planned version, read as well; undefined where the ETag suffices
 * @returns what is wrong, or undefined
 */
export function bytesDefect(
  planned: PlannedBytes,
  read: ReadBytes | undefined,
  version?: ReadBytes,
): string | undefined {
  const name = JSON.stringify(planned.key);
  if (read === undefined) return `${name} is missing`;
  if (read.size !== planned.size) return `${name} has ${read.size} bytes instead of ${planned.size}`;
  const wanted = wantedMd5(planned, read, version);
  if (wanted !== undefined && wanted !== read.md5) {
    return `${name} has the right size and other bytes: MD5 ${read.md5} instead of ${wanted}`;
  }
  return undefined;
}

/** Of a planned version that was read itself: nothing says what its bytes must be. */
export function isBySizeAlone(planned: PlannedBytes, read: ReadBytes | undefined, version?: ReadBytes): boolean {
  return read !== undefined && !read.checked && wantedMd5(planned, read, version) === undefined;
}

function wantedMd5(planned: PlannedBytes, read: ReadBytes, version?: ReadBytes): string | undefined {
  return version?.md5 ?? (read.plainEtag && etagIsMd5(planned.etag) ? bare(planned.etag) : undefined);
}

/** How many objects are to be read: as many as suffice for a bound in percent, or all of them. */
export type WantedBytes = { readonly percent: number } | 'all';

export interface BytesObservation {
  /** Objects in the plan. */
  readonly total: number;
  /** How many of them were read. */
  readonly read: number;
  readonly defects: readonly string[];
  /** How many of the sample were too large to read: the bound says nothing of these. @default 0 */
  readonly tooLarge?: number;
  /** How many of those read have neither an MD5 nor a checksum to compare their bytes with. @default 0 */
  readonly bySizeAlone?: number;
  /** @default - whatever time and budget allow */
  readonly wanted?: WantedBytes;
}

/** What was asked for and could not be read is unknown, which is not passed. */
export function objectBytes(observation: BytesObservation): CheckResult {
  const { total, read, defects, tooLarge = 0, bySizeAlone = 0, wanted } = observation;
  if (total === 0) return notApplicable(OBJECT_BYTES, 'there are no objects at the recovery point');
  if (read === 0) return judge(OBJECT_BYTES, [`none of ${count(total, 'object')} was read`], '');
  if (bySizeAlone === read && defects.length === 0) {
    const all = `all ${count(read, 'object')} read, of ${total}, have`;
    return notApplicable(
      OBJECT_BYTES,
      `${all} the right size, and neither MD5 nor checksum to compare their bytes with`,
    );
  }
  const alone = bySizeAlone > 0 ? `, ${bySizeAlone} of them by their size alone` : '';
  const compared = read - bySizeAlone;
  const bound = compared < total ? `: at 95 % confidence fewer than ${defectBound(compared)} % are bad` : '';
  const except = tooLarge > 0 ? `, but for ${tooLarge} of the sample that were too large to read` : '';
  const seen = `${read} of ${count(total, 'object')} read${alone}`;
  const short =
    wanted !== undefined && compared < Math.min(total, wanted === 'all' ? total : sampleSize(wanted.percent));
  if (!short || defects.length > 0) return judge(OBJECT_BYTES, defects, `${seen}, all as they were${bound}${except}`);
  const asked = wanted === 'all' ? 'all of them were asked for' : `${wanted.percent} % was asked for`;
  return { ...OBJECT_BYTES, outcome: 'unknown', observed: `only ${seen} in the time there was${bound}; ${asked}` };
}

/** So many without a defect say, at 95 % confidence, that at most these percent are bad: `log 0.05 / log (1 − p)`. */
export function sampleSize(percent: number): number {
  return Math.ceil(Math.log(0.05) / Math.log(1 - percent / 100));
}

/** How many percent may be bad when a random sample of this size shows no defect, at 95 % confidence. */
export function defectBound(sampled: number): string {
  return (100 * (1 - 0.05 ** (1 / sampled))).toPrecision(2);
}

function bare(etag: string): string {
  return etag.replaceAll('"', '').toLowerCase();
}
