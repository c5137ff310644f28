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
  /** The key to copy from, where it is another one (another location, an object copy). */
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
  /** Rows have to be asked. */
  | ({
      readonly outcome: 'ambiguous';
      readonly reason: string;
      readonly means: Means;
      readonly compare: boolean;
    } & Choices)
  | {
      readonly outcome: 'act';
      readonly action: ObjectAction;
      /** The current version may be the wanted one already, copied: the store has to be asked. */
      readonly compare: boolean;
    };

export interface Choices {
  /** What to do when a row proves that the key existed; null: it stands there already. */
  readonly ifReferenced: ObjectAction | null;
  /** What to do when no row refers to it. @default - not known: it is left alone, and reported */
  readonly ifNot?: ObjectAction | null;
}

/** Whether the wanted version itself is the current one; `null` versions of two locations are never one and the same. */
function isCurrent(wanted: ObjectEntry, current: ObjectEntry | null, inPlace: boolean): boolean {
  return (
    current?.versionId === wanted.versionId && current.key === wanted.key && (inPlace || wanted.versionId !== 'null')
  );
}

type ActionFor = (wanted: ObjectEntry | null) => ObjectAction | null;

/**
 * What brings one key from `current` to what it was at T.
 * @param referenced whether a row of the database refers to the key: settles what is ambiguous. @default - not known yet
 */
export function decide(key: string, state: KeyState, referenced?: boolean, inPlace = true): Decision {
  return decision(state, (wanted) => actionFor(key, wanted, state.current, inPlace), referenced);
}

/** The same in another location: what did not exist at T is left alone there. */
export function decideInto(key: string, state: KeyState, referenced?: boolean): Decision {
  return decision(state, (wanted) => wanted && actionFor(key, wanted, state.current, false), referenced);
}

function decision({ ambiguous, wanted, current }: KeyState, actionOf: ActionFor, referenced?: boolean): Decision {
  if (ambiguous === undefined || referenced) return acting(wanted, current, actionOf);
  const { reason, otherwise, withoutRow } = ambiguous;
  if (withoutRow === 'otherwise' && referenced === false) return acting(otherwise, current, actionOf);
  const ifReferenced = actionOf(wanted);
  const open = {
    outcome: 'ambiguous',
    reason,
    means: meansOf(wanted, otherwise),
    ifReferenced,
    compare: ifReferenced !== null && mayBeEqual(wanted, current),
  } as const;
  return withoutRow === 'unknown' ? open : { ...open, ifNot: actionOf(otherwise) };
}

function acting(wanted: ObjectEntry | null, current: ObjectEntry | null, actionOf: ActionFor): Decision {
  const action = actionOf(wanted);
  if (action === null) return { outcome: 'unchanged' };
  return { outcome: 'act', action, compare: mayBeEqual(wanted, current) };
}

export const meansOf = (wanted: ObjectEntry | null, otherwise: ObjectEntry | null): Means => ({
  include: said(wanted),
  exclude: said(otherwise),
});

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
