import type { Operation } from '../call';
import { s3Error } from '../errors';
import { findObject } from '../find-object';
import { isArchived, isInArchiveTier, isReadable } from '../versions';

const DAY = 24 * 60 * 60 * 1000;

/** Thaws an archived version for some days; the store's `thawSeconds` says how long that takes. */
export const restoreObject: Operation = async (call) => {
  const version = findObject(call, call.parameter('versionId'));
  const request = await call.receiveXml('RestoreRequest');
  const isTier = isInArchiveTier(version);
  const days = isTier ? Number.POSITIVE_INFINITY : Number(request.required('Days'));
  if (isTier && request.value('Days') !== undefined) {
    throw s3Error('MalformedXML', { Message: 'From an archive tier an object is moved for good: Days is not allowed' });
  }
  if (!isTier && (!Number.isInteger(days) || days < 1))
    throw s3Error('MalformedXML', { Message: 'Days must be at least 1' });
  if (!isArchived(version)) {
    throw s3Error('InvalidObjectState', {
      Message: "Restore is not allowed for the object's current storage class",
    });
  }
  const now = call.store.now();
  const wasReadable = isReadable(version, now);
  if (version.thaw && now < version.thaw.readyAt) throw s3Error('RestoreAlreadyInProgress');
  const readyAt = wasReadable ? now : now + call.store.thawSeconds * 1000;
  version.thaw = { readyAt, expiresAt: readyAt + days * DAY };
  return { status: wasReadable ? 200 : 202 };
};
