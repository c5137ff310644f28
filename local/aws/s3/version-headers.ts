import type { Bucket } from './bucket';
import { isInArchiveTier, isReadable, type ObjectVersion, type Settings, type Version } from './versions';

/** `x-amz-version-id`, unless the bucket never had versions. */
export function versionHeader(bucket: Bucket, version: Version): Record<string, string> {
  return bucket.versioning === undefined ? {} : { 'x-amz-version-id': version.versionId };
}

export function markerHeaders(bucket: Bucket, version: Version): Record<string, string> {
  return { ...versionHeader(bucket, version), ...(version.kind === 'marker' && { 'x-amz-delete-marker': 'true' }) };
}

/** What a write says about the encryption it chose. */
export function encryptionHeaders(placement: Settings['placement']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(placement).filter(([name]) => name.startsWith('x-amz-server-side-encryption')),
  );
}

/** Everything that a read says about a version, besides length, range and checksum. */
export function readHeaders(bucket: Bucket, version: ObjectVersion, now: number): Record<string, string> {
  return {
    ...version.description,
    ...placementNow(version, now),
    ...versionHeader(bucket, version),
    ...(version.tags.size > 0 && { 'x-amz-tagging-count': String(version.tags.size) }),
    ...restoreHeader(version, now),
    etag: `"${version.content.etag}"`,
    'last-modified': new Date(version.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
  };
}

/** An object that was thawed from an archive tier is in none any more. */
function placementNow(version: ObjectVersion, now: number): Settings['placement'] {
  if (!isInArchiveTier(version) || !isReadable(version, now)) return version.placement;
  const { 'x-amz-archive-status': _, ...placement } = version.placement;
  return placement;
}

/** Whether a restore is under way, or until when its copy can be read. */
function restoreHeader({ thaw }: ObjectVersion, now: number): Record<string, string> {
  if (!thaw || thaw.expiresAt <= now) return {};
  if (now < thaw.readyAt) return { 'x-amz-restore': 'ongoing-request="true"' };
  if (thaw.expiresAt === Number.POSITIVE_INFINITY) return {};
  const expiry = new Date(thaw.expiresAt).toUTCString();
  return { 'x-amz-restore': `ongoing-request="false", expiry-date="${expiry}"` };
}
