import { judge, notApplicable } from '../checks/check';
import { defectBound } from '../checks/object-bytes';
import type { HistorySettings } from '../objects/lifecycle-horizon';
import { type LockMode, type LockRenewal, lockDays, RENEWAL_DAYS } from '../objects/lock-renewal';
import type { CheckResult } from '../workflow/workflow';
import { sayAge, whyNoAge } from './age';
import { historyDefects } from './object-history';
import type { ReadinessCheck } from './readiness';

const DAY_MS = 24 * 3600 * 1000;

/** Two looks, and a day: then the first locks are shorter than the history that they protect. */
const RENEWAL_AGE_LIMIT_DAYS = 2 * RENEWAL_DAYS + 1;

export const BACKUP_BUCKET: ReadinessCheck = {
  name: 'BackupBucket',
  expected: 'the copy of the objects keeps every version as long as the bucket does; in a vault each of them is locked',
};

export const COPY_ELSEWHERE = 'this app knows no bucket that the objects are copied to';

/** What the copy must be. */
export interface WantedCopy {
  readonly bucket: string;
  readonly prefix: string;
  readonly historyDays: number;
  /** It is a vault. @default - a standby: nothing is locked */
  readonly locked?: boolean;
  /** @default - governance is enough */
  readonly mode?: LockMode;
}

export interface Locks {
  /** What the bucket locks by itself; undefined when it does not. */
  readonly byDefault: { readonly mode: LockMode; readonly days: number } | undefined;
  /** The last one that ended. */
  readonly renewal: LockRenewal | undefined;
  /** How many of its sample were looked at now: those whose time is not over. */
  readonly looked: number;
  /** Of these: those that are locked no more, or not as long as then. */
  readonly lifted: number;
}

/** @param now milliseconds */
export function backupBucket(
  wanted: WantedCopy,
  found: { readonly history: HistorySettings; readonly locks?: Locks },
  now: number,
): CheckResult {
  const { bucket, prefix, historyDays } = wanted;
  const defects = historyDefects(found.history, prefix, historyDays).map((defect) => `${bucket}: ${defect}`);
  if (!found.locks)
    return judge(BACKUP_BUCKET, defects, `${bucket} keeps its versions for ${historyDays} days at least`);
  defects.push(...defaultDefects(wanted, found.locks).map((defect) => `${bucket}: ${defect}`));
  defects.push(...renewalDefects(found.locks, now).map((defect) => `${bucket}: ${defect}`));
  return judge(BACKUP_BUCKET, defects, sayLocked(bucket, found.locks));
}

export const noCopy = (): CheckResult => notApplicable(BACKUP_BUCKET, COPY_ELSEWHERE);

function defaultDefects({ historyDays, mode = 'GOVERNANCE' }: WantedCopy, { byDefault }: Locks): string[] {
  const days = lockDays(historyDays);
  const set = `set its default retention to ${mode}, ${days} days`;
  if (byDefault === undefined) return [`what is written to it is not locked: ${set}`];
  const defects: string[] = [];
  if (byDefault.days < days) defects.push(`what is written to it is locked for ${byDefault.days} days: ${set}`);
  if (mode === 'COMPLIANCE' && byDefault.mode !== mode) {
    defects.push(`what is written to it is locked under ${byDefault.mode}, which can be bypassed: ${set}`);
  }
  return defects;
}

function renewalDefects({ renewal, looked, lifted }: Locks, now: number): string[] {
  const start = 'start the state machine of its RenewLocks';
  if (renewal?.endedAt === undefined) return [`no renewal of its locks has ended yet: ${start}`];
  const defects: string[] = [];
  const age = now - Date.parse(renewal.endedAt);
  const future = whyNoAge(`the renewal of its locks of ${renewal.endedAt}`, age);
  if (future !== undefined) return [`${future}, then ${start}`];
  if (age > RENEWAL_AGE_LIMIT_DAYS * DAY_MS) {
    defects.push(`its locks were last renewed ${sayAge(age)} ago, and will end: look at the schedule, ${start}`);
  }
  const { expected, failed } = renewal;
  if (expected === 0) defects.push('its last renewal has seen no version: is that the right bucket?');
  if (failed > 0)
    defects.push(`${failed} of ${expected} versions could not be locked: read the log of RenewLocks, ${start}`);
  if (expected > 0 && looked === 0) {
    defects.push(`none of its ${expected} versions could be looked at, because no lock of its sample lasts: ${start}`);
  }
  if (lifted > 0) {
    defects.push(
      `${lifted} of ${looked} locked versions that were drawn by lot are gone, or not locked as long as they were: find out in CloudTrail who has lifted locks, then ${start}`,
    );
  }
  return defects;
}

function sayLocked(bucket: string, { renewal, looked }: Locks): string {
  const { expected, endedAt } = renewal!;
  const seen = `${bucket}: all ${expected} versions locked at ${endedAt}`;
  return looked < expected
    ? `${seen}, ${looked} of them looked at now: at 95 % confidence fewer than ${defectBound(looked)} % are not`
    : `${seen}, and now`;
}
