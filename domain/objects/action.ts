import type { ObjectEntry } from './entry';
import type { KeyState } from './state';

/** What stood at a key when the plan was made; what undo brings back. */
export interface PlannedCurrent {
  readonly versionId: string;
  readonly kind: ObjectEntry['kind'];
  /** Absent for a marker. */
  readonly etag?: string;
  readonly size?: number;
  readonly storageClass?: string;
}

/** One line of an action part. Never a deletion: both kinds add an entry on top of the key's history. */
export type ObjectAction = CopyAction | MarkAction;

/** Copy an old version on top of the key. */
export interface CopyAction {
  readonly action: 'copy';
  readonly key: string;
  /** The key to copy from, where it is another one (side by side, snapshots). */
  readonly from?: string;
  readonly versionId: string;
  readonly etag: string;
  readonly size: number;
  readonly storageClass?: string;
  /** The class of the copy, where it is not that of the version. */
  readonly restoreAs?: string;
  /** null: nothing has ever been there. */
  readonly current: PlannedCurrent | null;
}

/** Write a delete marker: the key did not exist at T. */
export interface MarkAction {
  readonly action: 'mark';
  readonly key: string;
  readonly current: PlannedCurrent;
}

/** One line of a state part: a key that existed at T. */
export interface StateLine {
  readonly key: string;
  readonly versionId: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: string;
  /** It may have been stored after T only; see KeyState. */
  readonly ambiguous?: true;
}

/** What the two answers to an ambiguous key would bring, for people. */
export interface Means {
  readonly include: string;
  readonly exclude: string;
}

export type Decision =
  | { readonly outcome: 'unchanged' }
  /** Left alone and reported; `ifReferenced` is what to do when a row proves that the key existed. */
  | {
      readonly outcome: 'ambiguous';
      readonly ifReferenced: ObjectAction | null;
      readonly reason: string;
      readonly means: Means;
    }
  | {
      readonly outcome: 'act';
      readonly action: ObjectAction;
      /** The current version may be the wanted one already, copied: the store has to be asked. */
      readonly compare: boolean;
    };

/** Whether the wanted version itself is the current one; `null` versions of two locations are never one and the same. */
function isCurrent(wanted: ObjectEntry, current: ObjectEntry | null, inPlace: boolean): boolean {
  return (
    current?.versionId === wanted.versionId && current.key === wanted.key && (inPlace || wanted.versionId !== 'null')
  );
}

/**
 * What brings one key from `current` to what it was at T.
 * @param referenced a row of the database refers to the key, so it existed at T: resolves what is ambiguous
 */
export function decide(key: string, state: KeyState, referenced = false, inPlace = true): Decision {
  return decision(state, actionFor(key, state.wanted, state.current, inPlace), referenced);
}

/** The same in another location: what did not exist at T is left alone there. */
export function decideInto(key: string, state: KeyState, referenced = false): Decision {
  return decision(state, state.wanted && actionFor(key, state.wanted, state.current, false), referenced);
}

function decision(state: KeyState, action: ObjectAction | null, referenced: boolean): Decision {
  const { ambiguous, wanted, current } = state;
  if (ambiguous !== undefined && !referenced) {
    const means = { include: said(wanted), exclude: said(ambiguous.otherwise) };
    return { outcome: 'ambiguous', ifReferenced: action, reason: ambiguous.reason, means };
  }
  if (action === null) return { outcome: 'unchanged' };
  return { outcome: 'act', action, compare: mayBeEqual(wanted, current) };
}

function said(entry: ObjectEntry | null): string {
  if (entry === null) return 'no object';
  return `version ${entry.versionId} of ${new Date(entry.lastModified).toISOString()}, ${entry.size} bytes`;
}

/**
 * null where nothing is to be done.
 * @param inPlace `wanted` and `current` are entries of the same bucket
 */
export function actionFor(
  key: string,
  wanted: ObjectEntry | null,
  current: ObjectEntry | null,
  inPlace = true,
): ObjectAction | null {
  if (wanted === null) {
    if (current === null || current.kind === 'marker') return null;
    return { action: 'mark', key, current: planned(current) };
  }
  if (isCurrent(wanted, current, inPlace)) return null;
  const { versionId, etag, size, storageClass, restoreAs } = wanted;
  return {
    action: 'copy',
    key,
    ...(wanted.key !== key && { from: wanted.key }),
    versionId,
    etag,
    size,
    ...(storageClass !== undefined && { storageClass }),
    ...(restoreAs !== undefined && { restoreAs }),
    current: current === null ? null : planned(current),
  };
}

/** Another size or storage class is another content for sure; everything else takes a closer look. */
export function mayBeEqual(wanted: ObjectEntry | null, current: ObjectEntry | null): boolean {
  return (
    wanted !== null &&
    current?.kind === 'version' &&
    current.size === wanted.size &&
    (current.storageClass ?? 'STANDARD') === (wanted.restoreAs ?? wanted.storageClass ?? 'STANDARD')
  );
}

export function stateLine(wanted: ObjectEntry, ambiguous: boolean, key = wanted.key): StateLine {
  return {
    key,
    versionId: wanted.versionId,
    size: wanted.size,
    etag: wanted.etag,
    lastModified: new Date(wanted.lastModified).toISOString(),
    ...(ambiguous && { ambiguous }),
  };
}

export function planned(entry: ObjectEntry): PlannedCurrent {
  const { versionId, kind, etag, size, storageClass } = entry;
  if (kind === 'marker') return { versionId, kind };
  return { versionId, kind, etag, size, ...(storageClass !== undefined && { storageClass }) };
}
