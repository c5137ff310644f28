import { type Baseline, type BrokenReference, wasBroken } from '../../domain/references/baseline';
import { type Finding, joinReferences, type PlannedKey, type RowReference } from '../../domain/references/join';
import { isDeclared, type Reference, readStoredPath } from '../../domain/references/references';
import { Undeclared } from '../../domain/references/undeclared';
import { ownPrefix } from '../../domain/workflow/heartbeat';
import { LOSS_LIMIT, type Loss } from '../../domain/workflow/losses';
import type { Location } from '../../domain/workflow/workflow';
import type { PartWriter } from '../evidence/part-writer';
import type { ReferenceRows } from './reference-rows';
import type { StoredReference } from './sorted-rows';

export interface ToProve {
  readonly references: readonly Reference[];
  readonly rows: Pick<ReferenceRows, 'discover' | 'count' | 'stream'>;
  /** Where the rows should point. */
  readonly location: Location;
  /** The objects of that location, in key order. */
  readonly state: AsyncIterable<PlannedKey>;
  /** What was broken before the target time. @default - not known: everything that dangles counts */
  readonly baseline?: Baseline;
  /** Whether a person has accepted that very loss by name. @default - none */
  readonly isAccepted?: (loss: Loss) => boolean;
  /** Whether one that is not there was made after this moment. @default - none was: it is missing */
  readonly isLater?: (reference: Reference, isTableThere: boolean) => boolean;
  /** Takes one finding a line, the counts last. @default - nothing is written */
  readonly proof?: Pick<PartWriter, 'write'>;
}

export interface ReferenceCounts extends Tally {
  readonly rowsChecked: number;
  /** References into the location, found or not. */
  readonly checked: number;
  readonly tables: readonly string[];
  readonly tablesNotFound: readonly string[];
}

export interface ReferenceFindings {
  /** The first references without an object, in words; `counts.dangling` is how many there are. */
  readonly dangling: readonly string[];
  /** The same, as losses that can be named; so many that it is seen when there are too many of them. */
  readonly lost: readonly BrokenReference[];
  /** All that were accepted. */
  readonly accepted: readonly BrokenReference[];
  /** All that are broken as in the baseline. */
  readonly danglingBefore: readonly BrokenReference[];
  /** Ambiguous keys that a row refers to. */
  readonly vouchedFor: ReadonlySet<string>;
  /** In words: what is named and does not exist, cannot be read, or holds what cannot be looked up. Any fails a proof. */
  readonly unproved: readonly string[];
}

export interface Proved extends ReferenceFindings {
  readonly counts: ReferenceCounts;
}

type Tally = Record<Finding['kind'] | 'elsewhere' | 'danglingBefore' | 'accepted', number>;

/** How many dangling references are named; all of them are in the proof. */
const NAMED = 10;

/**
 * Joins every reference with the objects, and judges nothing. Both sides stream in key order. A column that cannot be
 * read is named, and the others are joined. Objects without a row are
 * reported only: a bucket may hold what no row knows. What dangled in the baseline already is told apart.
 *
 * Without a single row there is nothing to join: all counts are 0, and no proof is written.
 */
export async function prove({ references, rows, isLater, ...sides }: ToProve): Promise<Proved> {
  const { found, notFound: tablesNotFound, missing, unreadable } = await rows.discover(references, isLater);
  const counted = await rows.count(found);
  const tables = counted.counts.map(({ table }) => table);
  const rowsChecked = counted.counts.reduce((sum, table) => sum + table.rows, 0);
  const unproved = [...missing, ...unreadable, ...counted.unreadable];
  const readable = found.filter(({ table }) => tables.includes(table));
  const stored = rows.stream(readable, (why) => unproved.push(why));
  const { tally, undeclared, ...findings } = rowsChecked === 0 ? nothing() : await join(stored, sides);
  unproved.push(...undeclared.inWords());
  const checked = tally.found + tally.ambiguous + tally.dangling + tally.danglingBefore + tally.accepted;
  const counts = { rowsChecked, checked, ...tally, tables, tablesNotFound };
  if (rowsChecked > 0) await sides.proof?.write({ finding: 'counts', ...counts });
  return { counts, ...findings, unproved };
}

const nothing = () => ({
  tally: {
    found: 0,
    dangling: 0,
    danglingBefore: 0,
    accepted: 0,
    ambiguous: 0,
    orphaned: 0,
    elsewhere: 0,
  } satisfies Tally,
  dangling: [] as string[],
  lost: [] as BrokenReference[],
  accepted: [] as BrokenReference[],
  danglingBefore: [] as BrokenReference[],
  vouchedFor: new Set<string>(),
  undeclared: new Undeclared(),
});

/** Writes every finding that is not simply right. */
async function join(
  stored: AsyncIterable<StoredReference>,
  { location, state, baseline, isAccepted = () => false, proof }: Omit<ToProve, 'references' | 'rows' | 'isLater'>,
): Promise<ReturnType<typeof nothing>> {
  const isKnown = wasBroken(baseline);
  const joined = nothing();
  const { tally, dangling, lost, accepted, danglingBefore, vouchedFor, undeclared } = joined;

  async function* here(): AsyncGenerator<RowReference> {
    for await (const { path, row, reference } of stored) {
      const stored = readStoredPath(path, location);
      if (stored.kind === 'here') {
        yield { key: stored.key, row };
        continue;
      }
      tally.elsewhere++;
      if (!isDeclared(path, reference)) undeclared.add(reference, stored.why, path, row);
      await proof?.write({ finding: 'elsewhere', row, path, why: stored.why });
    }
  }
  for await (const { kind, ...finding } of joinReferences(here(), withoutOwn(state, location))) {
    if (kind === 'dangling' && 'row' in finding && isKnown(finding)) {
      tally.danglingBefore++;
      danglingBefore.push(finding);
      await proof?.write({ finding: 'dangling before', ...finding });
      continue;
    }
    if (kind === 'dangling' && 'row' in finding && isAccepted(finding)) {
      tally.accepted++;
      accepted.push(finding);
      await proof?.write({ finding: 'accepted as lost', ...finding });
      continue;
    }
    tally[kind]++;
    if (kind === 'found') continue;
    await proof?.write({ finding: kind, ...finding });
    if (kind === 'ambiguous') vouchedFor.add(finding.key);
    if (kind !== 'dangling' || !('row' in finding)) continue;
    if (dangling.length < NAMED) dangling.push(`${finding.row} → ${finding.key}`);
    if (lost.length <= LOSS_LIMIT) lost.push(finding);
  }
  return joined;
}

/** An object that a row could refer to; undefined: there is none. */
export async function firstObject(state: AsyncIterable<PlannedKey>, location: Location): Promise<string | undefined> {
  for await (const { key } of withoutOwn(state, location)) return key;
  return undefined;
}

/** Our own heartbeats have no row. */
export async function* withoutOwn(keys: AsyncIterable<PlannedKey>, { prefix }: Location): AsyncGenerator<PlannedKey> {
  const own = ownPrefix(prefix);
  for await (const one of keys) if (!one.key.startsWith(own)) yield one;
}
