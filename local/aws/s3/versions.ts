import type { Acl } from './acl';
import type { Body } from './body';
import type { Checksum } from './checksum';

/** Bytes and what is computed from them; versions with the same bytes may share it. */
export interface Content {
  readonly body: Body;
  /** Without its quotes. */
  readonly etag: string;
  /** Hexadecimal; absent for an object made of parts, whose ETag ends in `-N`. */
  readonly md5?: string;
  readonly checksum?: Checksum;
  /** In order, for an object made of parts. */
  readonly partSizes?: readonly number[];
}

/** What a writer says about an object, by the names of the HTTP headers that carry it both ways. */
export interface Settings {
  /** Content headers and `x-amz-meta-*`: a copy keeps them. */
  readonly description: Readonly<Record<string, string>>;
  /** Storage class, encryption, Object Lock, website redirect: a copy drops them. */
  readonly placement: Readonly<Record<string, string>>;
}

/** When a version was stored. */
export interface Stored {
  /** Milliseconds, whole seconds. For a multipart upload: when it was initiated. */
  readonly lastModified: number;
  /** Milliseconds; no request tells it. For a multipart upload: when it was completed. */
  readonly storedAt: number;
}

export interface ObjectVersion extends Settings, Stored {
  readonly kind: 'object';
  readonly versionId: string;
  readonly content: Content;
  tags: ReadonlyMap<string, string>;
  /** A copy drops it. @default - its owner's alone */
  acl?: Acl;
  /** A temporary copy of an archived object: when it can be read, and until when. */
  thaw?: { readonly readyAt: number; readonly expiresAt: number };
}

export interface DeleteMarker extends Stored {
  readonly kind: 'marker';
  readonly versionId: string;
}

export type Version = ObjectVersion | DeleteMarker;

/** The id of what was stored while versioning was never enabled, or suspended. */
export const NULL_VERSION = 'null';

export const NO_TAGS: ReadonlyMap<string, string> = new Map();

const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

export function storageClass(version: ObjectVersion): string {
  return version.placement['x-amz-storage-class'] ?? 'STANDARD';
}

export function isArchived(version: ObjectVersion): boolean {
  return ARCHIVES.includes(storageClass(version)) || isInArchiveTier(version);
}

/** In one of the two tiers of INTELLIGENT_TIERING that must be thawed; seeded, for nothing moves there by itself here. */
export function isInArchiveTier({ placement }: ObjectVersion): boolean {
  return placement['x-amz-archive-status'] !== undefined;
}

/** In one of the two archives from which nothing is thawed within minutes. */
export function isDeep(version: ObjectVersion): boolean {
  const tier = version.placement['x-amz-archive-status'];
  return storageClass(version) === 'DEEP_ARCHIVE' || tier === 'DEEP_ARCHIVE_ACCESS';
}

/** Whether its bytes can be read: not archived, or thawed and not yet frozen again. */
export function isReadable(version: ObjectVersion, now: number): boolean {
  if (!isArchived(version)) return true;
  return version.thaw !== undefined && version.thaw.readyAt <= now && now < version.thaw.expiresAt;
}

/** Why the version may not be deleted; nothing when it may. */
export function lockedBy(version: Version, now: number, bypassGovernance: boolean): string | undefined {
  if (version.kind === 'marker') return undefined;
  if (version.placement['x-amz-object-lock-legal-hold'] === 'ON') return 'legal hold';
  const until = version.placement['x-amz-object-lock-retain-until-date'];
  if (until === undefined || Date.parse(until) <= now) return undefined;
  const mode = version.placement['x-amz-object-lock-mode'];
  return mode === 'GOVERNANCE' && bypassGovernance ? undefined : `${mode} retention until ${until}`;
}
