import type { Call } from '../call';
import type { ObjectVersion } from '../versions';
import { element, isoTime, text } from '../xml';

/** What a listing says about a thawed object when `x-amz-optional-object-attributes` asks for it. */
export function restoreStatus(call: Call, { thaw }: ObjectVersion): string {
  if (!thaw || call.headers['x-amz-optional-object-attributes'] !== 'RestoreStatus') return '';
  const now = call.store.now();
  if (thaw.expiresAt <= now) return '';
  const isOngoing = now < thaw.readyAt;
  if (!isOngoing && thaw.expiresAt === Number.POSITIVE_INFINITY) return '';
  return element(
    'RestoreStatus',
    text('IsRestoreInProgress', isOngoing),
    text('RestoreExpiryDate', isOngoing ? undefined : isoTime(thaw.expiresAt)),
  );
}
