import type { ObjectEntry } from './entry';

const DAY_MS = 24 * 3600 * 1000;

/** How often the locks of a copy are looked at. No alarm of CloudWatch looks further back than a week. */
export const RENEWAL_DAYS = 5;

/** Longer than is needed, so that a version which is superseded is still locked for all of its history, and one look may fail. */
const SPARE_DAYS = 2 * RENEWAL_DAYS;

/** So far ahead a renewed lock reaches: each object is written to once in four weeks, not at every look. */
const AHEAD_DAYS = 7 * RENEWAL_DAYS;

/** So many locked versions are looked at again by every look at the readiness. */
export const SAMPLED_LOCKS = 60;

/** In the copy itself: what the last renewal that ended has seen, and how far one came that goes on. Not renewed. */
export const RENEWAL_KEYS = { ended: 'pegasus-backup/locks.json', begun: 'pegasus-backup/locks-begun.json' } as const;

/** As S3 writes it. */
export type LockMode = 'GOVERNANCE' | 'COMPLIANCE';

export interface Lock {
  readonly mode: LockMode;
  /** Milliseconds. */
  readonly until: number;
}

/** How long a bucket locks what is written to it, in days. */
export const lockDays = (historyDays: number): number => historyDays + SPARE_DAYS;

/** How far ahead the role that renews may lock, in days; S3 counts a day that has begun as one. */
export const longestLockDays = (historyDays: number): number => historyDays + AHEAD_DAYS + 1;

/** When a lock is too short, and how long it is made then; milliseconds. */
export interface NeededLock {
  readonly atLeast: number;
  readonly until: number;
}

/**
 * A current version must be locked for all of its history from any moment on: it may be superseded now. One that was
 * superseded only for the rest of it. A delete marker supersedes, too: it is how an operator lets something go.
 * @param supersededAt milliseconds; undefined of a current version
 * @param now milliseconds, the store's clock
 * @returns undefined when it is needed no more
 */
export function neededLock(supersededAt: number | undefined, historyDays: number, now: number): NeededLock | undefined {
  if (supersededAt === undefined) {
    // Else it would not last over two looks; a day for the look itself.
    const atLeast = now + (historyDays + SPARE_DAYS + 1) * DAY_MS;
    return { atLeast, until: now + (historyDays + AHEAD_DAYS) * DAY_MS };
  }
  const end = supersededAt + historyDays * DAY_MS;
  return end <= now ? undefined : { atLeast: end, until: end };
}

/** A version, and when the entry on top of it was stored; undefined of a current one. */
export interface Superseded {
  readonly entry: ObjectEntry;
  readonly supersededAt: number | undefined;
}

/** @param entries of a bucket, by key, newest first */
export async function* supersessions(
  entries: AsyncIterable<readonly ObjectEntry[]>,
): AsyncGenerator<readonly Superseded[]> {
  let before: ObjectEntry | undefined;
  for await (const page of entries) {
    const found: Superseded[] = [];
    for (const entry of page) {
      const supersededAt = before?.key === entry.key ? before.lastModified : undefined;
      if (entry.kind === 'version') found.push({ entry, supersededAt });
      before = entry;
    }
    yield found;
  }
}

/** What is looked at again later. */
export interface SampledLock {
  readonly key: string;
  readonly versionId: string;
  /** ISO 8601: its lock reached so far. */
  readonly until: string;
}

/** What lies under both keys. */
export interface LockRenewal {
  readonly version: 1;
  /** Name of the execution. */
  readonly execution: string;
  /** ISO 8601. */
  readonly begunAt: string;
  /** ISO 8601; absent while it goes on. */
  readonly endedAt?: string;
  /** The last key that was looked at; absent at the beginning. */
  readonly after?: string;
  /** Versions that must be locked, so far: those that were locked for long enough, those that now are, and the others. */
  readonly expected: number;
  readonly locked: number;
  readonly renewed: number;
  readonly failed: number;
  /** Chosen by lot among the locked. */
  readonly sample: readonly SampledLock[];
}

/**
 * Each of `seen` has the same chance to stay (reservoir sampling).
 * @param seen how many there were, with this one
 * @param lot from 0 to 1, without 1
 */
export function drawn(
  sample: readonly SampledLock[],
  one: SampledLock,
  seen: number,
  lot: number,
): readonly SampledLock[] {
  if (sample.length < SAMPLED_LOCKS) return [...sample, one];
  const place = Math.floor(lot * seen);
  return place < SAMPLED_LOCKS ? sample.map((kept, at) => (at === place ? one : kept)) : sample;
}
