import type { Call } from './call';
import { s3Error } from './errors';
import { markerHeaders } from './version-headers';
import type { ObjectVersion } from './versions';

/**
 * The version that a read means.
 * @throws S3Error NoSuchKey, NoSuchVersion, or MethodNotAllowed when the version id is a delete marker's
 */
export function findObject(call: Call, versionId: string | undefined): ObjectVersion {
  const { bucket, key } = call;
  const version = bucket.find(key, versionId);
  if (version?.kind === 'object') return version;
  if (!version) {
    if (versionId === undefined) throw s3Error('NoSuchKey', { Key: key });
    throw s3Error('NoSuchVersion', { Key: key, VersionId: versionId });
  }
  const headers = markerHeaders(bucket, version);
  if (versionId === undefined) throw s3Error('NoSuchKey', { Key: key }, headers);
  const lastModified = new Date(version.lastModified).toUTCString();
  throw s3Error(
    'MethodNotAllowed',
    { Method: call.target.method, ResourceType: 'DeleteMarker' },
    { ...headers, allow: 'DELETE', 'last-modified': lastModified },
  );
}
