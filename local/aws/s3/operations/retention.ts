import type { Bucket } from '../bucket';
import type { Operation } from '../call';
import { s3Error } from '../errors';
import { findObject } from '../find-object';
import { versionHeader } from '../version-headers';
import { lockedBy, type ObjectVersion } from '../versions';
import { document, text } from '../xml';

const MODE = 'x-amz-object-lock-mode';
const UNTIL = 'x-amz-object-lock-retain-until-date';

export const getObjectRetention: Operation = (call) => {
  checkLocks(call.bucket);
  const version = findObject(call, call.parameter('versionId'));
  const { [MODE]: mode, [UNTIL]: until } = version.placement;
  if (mode === undefined || until === undefined) throw s3Error('NoSuchObjectLockConfiguration');
  return {
    status: 200,
    headers: versionHeader(call.bucket, version),
    body: document('Retention', text('Mode', mode), text('RetainUntilDate', until)),
  };
};

/** A lock is made longer by whoever may set one; shorter, or taken away, only under governance by who may bypass it. */
export const putObjectRetention: Operation = async (call) => {
  const { bucket, store } = call;
  checkLocks(bucket);
  const version = findObject(call, call.parameter('versionId'));
  const given = await call.receiveXml('Retention');
  const [mode, until] = [given.value('Mode'), given.value('RetainUntilDate')];
  if (until !== undefined && Date.parse(until) <= store.now()) {
    throw s3Error('InvalidArgument', { Message: 'The retain until date must be in the future!' });
  }
  const bypass = call.headers['x-amz-bypass-governance-retention'] === 'true';
  const lock = lockedBy(version, store.now(), bypass);
  if (lock?.includes('retention') && !isLonger(version, mode, until)) throw s3Error('AccessDenied');
  bucket.place(call.key, version.versionId, { [MODE]: mode, [UNTIL]: until });
  return { status: 200, headers: versionHeader(bucket, version) };
};

function isLonger({ placement }: ObjectVersion, mode: string | undefined, until: string | undefined): boolean {
  const sameMode = mode === placement[MODE] || mode === 'COMPLIANCE';
  return until !== undefined && sameMode && Date.parse(until) >= Date.parse(placement[UNTIL] ?? '');
}

function checkLocks({ objectLock }: Bucket): void {
  if (!objectLock) throw s3Error('InvalidRequest', { Message: 'Bucket is missing Object Lock Configuration' });
}
