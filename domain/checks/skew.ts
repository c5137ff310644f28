import type { Heartbeat } from '../workflow/heartbeat';
import type { CheckResult } from '../workflow/workflow';
import { type Check, judge, notApplicable, unknown } from './check';

/** A heartbeat goes to the bucket first: at any moment the objects may be one heartbeat ahead. */
export const SKEW_AHEAD_LIMIT_SECONDS = 120;
/** The objects are never behind, but for the time between the database's clock and its commit. */
export const SKEW_BEHIND_LIMIT_SECONDS = 2;

export const SKEW: Check = {
  name: 'skew',
  expected: `the objects are at most ${SKEW_AHEAD_LIMIT_SECONDS} s ahead of the database and at most ${SKEW_BEHIND_LIMIT_SECONDS} s behind it`,
};

/**
 * Seconds by which the objects are ahead of the database; negative when they are behind; null when not known, or not to be read.
 * @param certain the newest row from before the seconds around the recovery point: a later one may have its object on
 * the other side of it, by the clock of its store. @default - the newest row
 */
export function skewSeconds(
  row: Heartbeat | undefined,
  object: Heartbeat | undefined,
  certain: Heartbeat | undefined = row,
): number | null {
  if (row === undefined || object === undefined || !(isDated(row) && isDated(object))) return null;
  if (certain !== undefined && isBetween(object, certain, row)) return 0;
  return Math.round((Date.parse(object.writtenAt) - Date.parse(row.writtenAt)) / 100) / 10;
}

const isDated = ({ writtenAt }: Heartbeat): boolean => !Number.isNaN(Date.parse(writtenAt));

/** An object is written a moment before its row. */
function isBetween(object: Heartbeat, certain: Heartbeat, row: Heartbeat): boolean {
  if (object.id === certain.id || object.id === row.id) return true;
  const [from, at, until] = [certain, object, row].map(({ writtenAt }) => Date.parse(writtenAt)) as [
    number,
    number,
    number,
  ];
  return from < at && at < until;
}

export function skew(
  row: Heartbeat | undefined,
  object: Heartbeat | undefined,
  certain: Heartbeat | undefined = row,
): CheckResult {
  const ahead = skewSeconds(row, object, certain);
  if (ahead === null && row === undefined && object === undefined) {
    return notApplicable(SKEW, 'no heartbeat in the database or in the bucket: nothing writes them');
  }
  if (ahead === null && row !== undefined && object !== undefined) {
    return unknown(SKEW, `the heartbeats of ${row.writtenAt} and ${object.writtenAt} are not to be compared`);
  }
  if (ahead === null) {
    const [has, lacks] = row === undefined ? ['bucket', 'database'] : ['database', 'bucket'];
    return judge(SKEW, [`the ${has} has a heartbeat, the ${lacks} has none`], '');
  }
  const observed =
    ahead === 0
      ? `the same heartbeat in both${row?.id === object?.id ? '' : ', but for what was written in the seconds around the recovery point'}`
      : `the objects are ${Math.abs(ahead)} s ${ahead > 0 ? 'ahead' : 'behind'}`;
  const fine = ahead <= SKEW_AHEAD_LIMIT_SECONDS && -ahead <= SKEW_BEHIND_LIMIT_SECONDS;
  return judge(SKEW, fine ? [] : [observed], observed);
}
