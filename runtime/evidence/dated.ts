import { unusable } from './unusable';

/** Clocks differ by less. */
const AHEAD_MILLISECONDS = 60 * 60_000;

/**
 * A file that is named after its source and its moment must be of both, and of no moment that is still to come: the
 * newest one counts, so a date is no detail.
 * @throws EvidenceUnusable
 */
export function assertDated(key: string, ownKey: string, takenAt: string, now = Date.now()): void {
  if (ownKey !== key) throw unusable(key, `says that it is \`${ownKey}\``);
  if (!(Date.parse(takenAt) <= now + AHEAD_MILLISECONDS)) throw unusable(key, 'is from the future');
}
