import { seconds } from '../request/target-time';

const DAY_MS = 24 * 3600 * 1000;

/** The settings of a bucket that decide how far its history reaches back. */
export interface HistorySettings {
  readonly versioning: 'Enabled' | 'Suspended' | 'off';
  readonly rules: readonly LifecycleRule[];
}

/** The part of a lifecycle rule that destroys the past, or puts it out of reach. */
export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  /** Keys it applies to; filters by tag or size are taken as applying. */
  readonly prefix: string;
  readonly noncurrentDays?: number;
  readonly newerNoncurrentVersions?: number;
  /** Objects that rows refer to go by themselves. */
  readonly expiresCurrent?: boolean;
  /** The first storage class it moves objects to from where they must be thawed. */
  readonly archive?: string;
  /** The storage classes it moves noncurrent versions to. */
  readonly noncurrentClasses?: readonly string[];
}

/** Enabled rules that reach into the prefix. */
export function rulesOn(rules: readonly LifecycleRule[], prefix: string): LifecycleRule[] {
  return rules.filter((rule) => rule.enabled && overlaps(rule.prefix, prefix));
}

/**
 * Does the history reach back to T, as far as the settings tell? Rules that were changed since, and versions that were
 * deleted one by one, leave no trace: the proof of the references finds what they took.
 *
 * A version that became noncurrent after T is removed `noncurrentDays` later at the earliest, so T is safe while it is
 * no more than that ago.
 * @param now milliseconds, the store's clock
 * @returns why not, or null
 */
export function whyHistoryIsTooShort(
  settings: HistorySettings,
  prefix: string,
  at: number,
  now: number,
): string | null {
  if (settings.versioning !== 'Enabled') {
    return `versioning of the bucket is ${settings.versioning}: writes destroy what was there, also this rewind's own. Enable it first; only times after that can be reached`;
  }
  for (const rule of rulesOn(settings.rules, prefix)) {
    if (rule.newerNoncurrentVersions !== undefined) {
      return `the lifecycle rule \`${rule.id}\` keeps only ${rule.newerNoncurrentVersions} noncurrent versions: what is older may be gone at any time. Remove NewerNoncurrentVersions from it`;
    }
    if (rule.noncurrentDays !== undefined && at < now - rule.noncurrentDays * DAY_MS) {
      return `the lifecycle rule \`${rule.id}\` removes noncurrent versions after ${rule.noncurrentDays} days: the earliest time is ${seconds(now - rule.noncurrentDays * DAY_MS + 999)}`;
    }
  }
  return null;
}

function overlaps(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}
