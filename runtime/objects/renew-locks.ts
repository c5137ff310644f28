import type { ObjectEntry } from '../../domain/objects/entry';
import {
  drawn,
  type Lock,
  type LockMode,
  type LockRenewal,
  neededLock,
  RENEWAL_KEYS,
  type SampledLock,
  type Superseded,
  supersessions,
} from '../../domain/objects/lock-renewal';
import { seconds } from '../../domain/request/target-time';

export interface RenewLocksWorld {
  readonly historyDays: number;
  /** Of the bucket: for what has no lock any more, or never had one. */
  readonly mode: LockMode;
  /** Milliseconds, the store's clock. */
  readonly now: number;
  /** Every entry behind the key, by key, newest first. */
  entries(after: string | undefined): AsyncIterable<readonly ObjectEntry[]>;
  lockOf(key: string, versionId: string): Promise<Lock | undefined>;
  extend(key: string, versionId: string, lock: Lock): Promise<void>;
  /** A lot from 0 to 1, without 1. */
  lot(): number;
  hasTime(): boolean;
  /** Versions between two looks at the time. @default 1000 */
  readonly atOnce?: number;
  /** Hears why one could not be renewed: the name of the error, never the key. */
  failed(error: Error): void;
}

/**
 * Looks at every version that a restore may need, and makes the locks longer that would not last. Ends at a key when the
 * time is over; what was locked long enough is not written to, so that doing it twice costs reads only.
 */
export async function renewLocks(world: RenewLocksWorld, begun: LockRenewal): Promise<LockRenewal> {
  let so: LockRenewal = begun;
  let waiting: Superseded[] = [];
  const look = async (): Promise<void> => {
    const looked = await Promise.all(waiting.map((one) => renewOne(world, one)));
    so = looked.reduce((sum, one) => added(sum, one, world), so);
    so = { ...so, after: waiting.at(-1)?.entry.key ?? so.after };
    waiting = [];
  };
  for await (const page of supersessions(world.entries(begun.after))) {
    for (const one of page) {
      if (NOTES.includes(one.entry.key)) continue;
      // A key is looked at as a whole: the next invocation begins behind one.
      if (waiting.length >= (world.atOnce ?? AT_ONCE) && waiting.at(-1)?.entry.key !== one.entry.key) {
        await look();
        if (!world.hasTime()) return so;
      }
      waiting.push(one);
    }
  }
  await look();
  return { ...so, endedAt: seconds(world.now) };
}

const NOTES: readonly string[] = Object.values(RENEWAL_KEYS);

/** Versions that are looked at before the time is; the client bounds how many requests are under way. */
const AT_ONCE = 1000;

type Looked = { readonly outcome: 'not needed' | 'failed' | 'locked' | 'renewed'; readonly lock?: SampledLock };

async function renewOne(world: RenewLocksWorld, { entry, supersededAt }: Superseded): Promise<Looked> {
  const needed = neededLock(supersededAt, world.historyDays, world.now);
  if (needed === undefined) return { outcome: 'not needed' };
  try {
    const lock = await world.lockOf(entry.key, entry.versionId);
    if (lock !== undefined && lock.until >= needed.atLeast) {
      return { outcome: 'locked', lock: sampled(entry, lock.until) };
    }
    // To change the mode of a lock that holds may need the right to bypass it.
    const mode = lock !== undefined && lock.until > world.now ? lock.mode : world.mode;
    await world.extend(entry.key, entry.versionId, { mode, until: needed.until });
    return { outcome: 'renewed', lock: sampled(entry, needed.until) };
  } catch (error) {
    world.failed(error as Error);
    return { outcome: 'failed' };
  }
}

const sampled = ({ key, versionId }: ObjectEntry, until: number): SampledLock => ({
  key,
  versionId,
  until: new Date(until).toISOString(),
});

function added(sum: LockRenewal, { outcome, lock }: Looked, { lot }: RenewLocksWorld): LockRenewal {
  if (outcome === 'not needed') return sum;
  const counted = { ...sum, expected: sum.expected + 1, [outcome]: sum[outcome] + 1 };
  if (lock === undefined) return counted;
  return { ...counted, sample: drawn(sum.sample, lock, counted.locked + counted.renewed, lot()) };
}
