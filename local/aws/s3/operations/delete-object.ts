import type { Call, Operation } from '../call';
import { checkMatch } from '../conditions';
import { s3Error } from '../errors';
import { markerHeaders } from '../version-headers';
import { lockedBy, type Version } from '../versions';

export const deleteObject: Operation = (call) => {
  const versionId = call.parameter('versionId');
  const deleted = deleteOne(call, call.key, versionId, call.headers['if-match']);
  if (deleted) return { status: 204, headers: markerHeaders(call.bucket, deleted) };
  return { status: 204, headers: versionId === undefined ? {} : { 'x-amz-version-id': versionId } };
};

/**
 * Puts a delete marker on a key, or removes one version for good.
 * @returns the marker that was put, or the version that was removed; nothing when there was nothing to do
 * @throws S3Error when a condition does not hold or the version is locked
 */
export function deleteOne(
  call: Call,
  key: string,
  versionId: string | undefined,
  match: string | undefined,
): Version | undefined {
  const { bucket, store } = call;
  checkMatch(bucket.current(key), match);
  if (versionId === undefined) {
    const marker = bucket.mark(key, store.stored());
    if (marker !== undefined) store.raise(bucket, 's3:ObjectRemoved:DeleteMarkerCreated', key);
    return marker;
  }

  store.versionDeletes += 1;
  const version = bucket.find(key, versionId);
  const bypass = call.headers['x-amz-bypass-governance-retention'] === 'true';
  const lock = version && lockedBy(version, store.now(), bypass);
  if (lock) throw s3Error('AccessDenied', { Message: `Access Denied because object protected by ${lock}` });
  return bucket.remove(key, versionId);
}
