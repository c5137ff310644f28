import type { Operation } from '../call';
import { s3Error } from '../errors';
import { findObject } from '../find-object';
import { isArchived, isDeep, isInArchiveTier, isReadable, type ObjectVersion } from '../versions';
import type { XmlElement } from '../xml-document';

const DAY = 24 * 60 * 60 * 1000;

/** How much of the store's `thawSeconds` each tier takes: 5 minutes, 5 hours and 12 hours, as S3 says of GLACIER. */
const SLOWNESS: Readonly<Record<string, number>> = { Expedited: 1 / 60, Standard: 1, Bulk: 12 / 5 };

/** Thaws an archived version for some days; the store's `thawSeconds` says how long the Standard tier takes. */
export const restoreObject: Operation = async (call) => {
  const version = findObject(call, call.parameter('versionId'));
  const request = await call.receiveXml('RestoreRequest');
  const days = daysOf(request, version);
  if (!isArchived(version)) {
    throw s3Error('InvalidObjectState', {
      Message: "Restore is not allowed for the object's current storage class",
    });
  }
  const tier = tierOf(request, version);
  const now = call.store.now();
  const wasReadable = isReadable(version, now);
  if (version.thaw && now < version.thaw.readyAt) throw s3Error('RestoreAlreadyInProgress');
  const readyAt = wasReadable ? now : now + call.store.thawSeconds * 1000 * SLOWNESS[tier]!;
  version.thaw = { readyAt, expiresAt: readyAt + days * DAY };
  return { status: wasReadable ? 200 : 202 };
};

function daysOf(request: XmlElement, version: ObjectVersion): number {
  if (isInArchiveTier(version)) {
    if (request.value('Days') === undefined) return Number.POSITIVE_INFINITY;
    throw s3Error('MalformedXML', { Message: 'From an archive tier an object is moved for good: Days is not allowed' });
  }
  const days = Number(request.required('Days'));
  if (Number.isInteger(days) && days >= 1) return days;
  throw s3Error('MalformedXML', { Message: 'Days must be at least 1' });
}

function tierOf(request: XmlElement, version: ObjectVersion): string {
  const tier = request.child('GlacierJobParameters')?.required('Tier') ?? request.value('Tier') ?? 'Standard';
  if (SLOWNESS[tier] === undefined) throw s3Error('MalformedXML', { Message: `There is no tier ${tier}` });
  if (tier !== 'Expedited' || !isDeep(version)) return tier;
  throw s3Error('InvalidArgument', { Message: 'Retrieval option is not supported by this storage class' });
}
