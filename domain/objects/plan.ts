import type { Decision } from './action';
import { ARCHIVE_KINDS, type Archive, archiveOf } from './archives';
import { extraRequests } from './estimate';
import { type Archived, addArchived } from './thaw';
import { combined, type HistoryProof, NOTHING_PROVED } from './versioning-proof';

/** What is counted while keys are decided. */
export interface PlanCounts {
  readonly versionsListed: number;
  /** Keys that exist at T. */
  readonly keys: number;
  /** Of these keys. */
  readonly bytes: number;
  readonly unchanged: number;
  readonly copy: number;
  readonly mark: number;
  readonly ambiguous: number;
  readonly bytesToCopy: number;
  /** Copies whose source lies in an archive class and has not been thawed. */
  readonly archived: number;
  readonly bytesArchived: number;
  /** The same by archive. @default - none */
  readonly archives?: Archived;
  /** Copies of versions that a lifecycle rule has moved: in the class of the key's other versions, or in STANDARD. */
  readonly movedSince: number;
  /** Actions over an object: what a bucket without versions would not keep. */
  readonly overwrites: number;
  /** Requests beyond one for each key, for what is over the limit of one copy. */
  readonly largeObjectParts: number;
}

export const NO_COUNTS: PlanCounts = {
  versionsListed: 0,
  keys: 0,
  bytes: 0,
  unchanged: 0,
  copy: 0,
  mark: 0,
  ambiguous: 0,
  bytesToCopy: 0,
  archived: 0,
  bytesArchived: 0,
  movedSince: 0,
  overwrites: 0,
  largeObjectParts: 0,
};

/** One shard of the key space: how far its lister came, and what it counted so far. */
export interface ShardProgress {
  /** Boundaries of the shard: `after < key <= through`. */
  readonly after?: string;
  readonly through?: string;
  readonly done: boolean;
  /** Numbers of the next parts. */
  readonly nextState: number;
  readonly nextActions: number;
  readonly nextAmbiguous: number;
  readonly nextArchived: number;
  /** The highest number that is its own. */
  readonly lastPart: number;
  readonly counts: PlanCounts;
  readonly proof: HistoryProof;
}

/** Part numbers of the plan; those from here on belong to keys that were resolved later. */
export const PLANNED_PARTS = 990_000;

/** Parts that one of so many shards may write: its numbers follow those of the shard before, in key order. */
export function partsPerShard(shards: number): number {
  return Math.floor(PLANNED_PARTS / shards);
}

/** Cuts the key space at the boundaries, which are in key order. */
export function shardsAt(boundaries: readonly string[]): readonly ShardProgress[] {
  const cuts = [undefined, ...boundaries, undefined];
  const parts = partsPerShard(cuts.length - 1);
  return cuts.slice(1).map((through, shard) => ({
    after: cuts[shard],
    through,
    done: false,
    nextState: shard * parts,
    nextActions: shard * parts,
    nextAmbiguous: shard * parts,
    nextArchived: shard * parts,
    lastPart: (shard + 1) * parts - 1,
    counts: NO_COUNTS,
    proof: NOTHING_PROVED,
  }));
}

/** At most `count - 1` of the keys where the listing can be divided, evenly spread. */
export function boundaries(prefixes: readonly string[], count: number): readonly string[] {
  const wanted = Math.min(prefixes.length, count - 1);
  return Array.from({ length: wanted }, (_, i) => prefixes[Math.floor(((i + 1) * prefixes.length) / (wanted + 1))]!);
}

/** Counts one decided key. */
export class Counter {
  private readonly counts: { -readonly [K in keyof PlanCounts]: PlanCounts[K] };

  constructor(counts: PlanCounts = NO_COUNTS) {
    this.counts = { ...counts };
  }

  listed(versions: number): void {
    this.counts.versionsListed += versions;
  }

  /** @param known where the source of a copy has to be thawed; null: nowhere. @default - what its storage class says */
  decided(decision: Decision, existing: { readonly size: number } | null, known?: Archive | null): void {
    const { counts } = this;
    if (existing !== null) counts.keys++;
    counts.bytes += existing?.size ?? 0;
    if (decision.outcome !== 'act') {
      counts[decision.outcome]++;
      return;
    }
    const { action } = decision;
    counts[action.action]++;
    if (action.current?.kind === 'version') counts.overwrites++;
    if (action.action !== 'copy') return;
    counts.bytesToCopy += action.size;
    counts.largeObjectParts += extraRequests(action.size);
    if (action.restoreAs !== undefined && action.restoreAs !== (action.storageClass ?? 'STANDARD')) counts.movedSince++;
    const archive = known === undefined ? archiveOf(action) : known;
    if (archive === undefined || archive === null) return;
    counts.archived++;
    counts.bytesArchived += action.size;
    counts.archives = addArchived(counts.archives ?? {}, archive, { objects: 1, bytes: action.size });
  }

  get total(): PlanCounts {
    return { ...this.counts };
  }
}

export function totals(shards: readonly ShardProgress[]): { counts: PlanCounts; proof: HistoryProof } {
  const sum = { ...NO_COUNTS } as { -readonly [K in Exclude<keyof PlanCounts, 'archives'>]: number };
  let archives: Archived = {};
  for (const { counts } of shards) {
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += counts[name];
    for (const archive of ARCHIVE_KINDS) {
      const found = counts.archives?.[archive];
      if (found !== undefined) archives = addArchived(archives, archive, found);
    }
  }
  const counts = sum.archived === 0 ? sum : { ...sum, archives };
  return { counts, proof: shards.map(({ proof }) => proof).reduce(combined, NOTHING_PROVED) };
}
