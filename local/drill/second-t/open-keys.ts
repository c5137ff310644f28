import type { ObjectVersion, Version } from '../../aws/s3/versions';

const SECOND = 1000;

/** Keys of which no listing in whole seconds, and no row, tells what they held → the version that they held; null: none. */
export type OpenKeys = ReadonlyMap<string, string | null>;

/** What a key held at that moment; a store that is asked in the very millisecond has it not yet. */
export const heldAt = (history: readonly Version[], moment: number): Version | undefined =>
  history.findLast(({ storedAt }) => storedAt < moment);

/**
 * Found from what the store knows to the millisecond. A key is open when it held an object and got another one within
 * the second; and after an upload in parts, which is dated by its beginning: when no row refers to it, because it may
 * not have been complete, and when it replaced another object, which a row refers to just as well.
 */
export function openKeys(
  histories: Iterable<readonly [string, readonly Version[]]>,
  targetTime: number,
  referenced: ReadonlySet<string>,
): OpenKeys {
  const open = new Map<string, string | null>();
  for (const [key, history] of histories) {
    if (!isOpen(history, targetTime, referenced.has(key))) continue;
    const held = heldAt(history, targetTime);
    open.set(key, held?.kind === 'object' ? held.versionId : null);
  }
  return open;
}

function isOpen(history: readonly Version[], targetTime: number, isReferenced: boolean): boolean {
  const last = history.findLastIndex((version) => datedAt(version) < targetTime);
  const before = history[last];
  if (before?.kind !== 'object') return false;
  if (isInParts(before) && (!isReferenced || history[last - 1]?.kind === 'object')) return true;
  return history.some((version) => version.kind === 'object' && isWithin(datedAt(version), targetTime));
}

const isWithin = (moment: number, second: number): boolean => moment >= second && moment < second + SECOND;

/** By its listing, but to the millisecond where that is known. */
const datedAt = (version: Version): number =>
  version.kind === 'object' && isInParts(version) ? version.lastModified : version.storedAt;

const isInParts = ({ content }: ObjectVersion): boolean => content.partSizes !== undefined;
