import { stateLine } from '../../../domain/objects/action';
import {
  boundaries,
  Counter,
  type PlanCounts,
  type ShardProgress,
  shardsAt,
  totals,
} from '../../../domain/objects/plan';
import type { StateOptions } from '../../../domain/objects/state';
import { combined, NOTHING_PROVED, whyHistoryIsNotProved } from '../../../domain/objects/versioning-proof';
import { seconds } from '../../../domain/request/target-time';
import { ErrorName, PegasusError } from '../../../domain/workflow/errors';
import type { EvidenceStore } from '../../evidence/evidence-store';
import { type PartLimits, PartWriter, partNumber, SharedBuffer } from '../../evidence/part-writer';
import { type ArchivedSource, archivedSources, type TierOf } from './archived-sources';
import type { Decided, IsSame, Walk, Walked } from './decide-keys';
import type { RewindLayout } from './layout';
import { eachPage } from './pages';
import { ambiguousLine } from './resolve-ambiguous';

/** What one child of the Distributed Map carries out: small enough to end within its time, also under SlowDown. */
const ACTIONS_PER_PART: PartLimits = { lines: 1_000, bytes: 1024 * 1024 };

/** What all listers together hold back for parts that are not full. */
const BUFFERED_BYTES = 512 * 1024;

export interface PlanWorld {
  readonly history: { commonPrefixes(prefix?: string): Promise<readonly string[]> };
  readonly walk: Walk;
  readonly isSame: IsSame;
  readonly tierOf: TierOf;
  /** See StateOptions. @default - none */
  readonly lateClasses?: () => Promise<readonly string[]>;
  /** See Engine: what cannot be known is refused before anything is planned. @default - ACLs are not kept */
  readonly keepsAcls?: () => Promise<boolean>;
  readonly evidence: EvidenceStore;
  /** Asked after each page: is there time for another one? */
  readonly hasTime: () => boolean;
  readonly onProgress?: (counts: PlanCounts) => void;
}

export interface PlanRequest extends StateOptions {
  readonly layout: RewindLayout;
  readonly isReferenced?: (key: string) => boolean | undefined;
  readonly isExcluded?: (key: string) => boolean;
  /** How many listers run at once. */
  readonly listers: number;
  /** False for the state of now, which needs no history. @default true */
  readonly needsHistory?: boolean;
  /** Read what an earlier invocation left. */
  readonly resume: boolean;
}

export interface PlanOutcome {
  readonly complete: boolean;
  readonly counts: PlanCounts;
}

/** The cursor as it is kept in the evidence. */
export interface PlanCursor {
  readonly at: number;
  readonly shards: readonly ShardProgress[];
  readonly lateClasses?: readonly string[];
  /** Actions added since, for keys that were ambiguous. */
  readonly resolved?: number;
}

/**
 * Lists the history and writes the state at T and the actions as parts. What is written when the time runs out is kept;
 * the next invocation goes on behind the last key that was decided.
 * @throws HistoryTooShort when the entries do not prove that the history reaches back to T
 */
export async function planRewind(world: PlanWorld, request: PlanRequest): Promise<PlanOutcome> {
  const { layout, at } = request;
  const cursor = request.resume ? await world.evidence.getJson<PlanCursor>(layout.cursor) : undefined;
  await world.keepsAcls?.();
  const lateClasses = cursor?.lateClasses ?? (await world.lateClasses?.());
  const shards = [...(cursor?.shards ?? shardsAt(await divisions(world, request.listers)))];
  const buffer = new SharedBuffer(BUFFERED_BYTES);
  await Promise.all(
    shards.map(async (shard, index) => {
      if (!shard.done)
        await planShard(world, { ...request, lateClasses }, shard, buffer, (progress) => report(progress, index));
    }),
  );
  const { counts, proof } = totals(shards);
  const complete = shards.every(({ done }) => done);
  await world.evidence.putJson(layout.cursor, { at, shards, lateClasses } satisfies PlanCursor);
  const unproved = request.needsHistory === false ? null : whyHistoryIsNotProved(proof);
  if (unproved !== null) {
    throw new PegasusError(
      ErrorName.HISTORY_TOO_SHORT,
      `The history does not reach back to ${seconds(at)}: ${unproved}.`,
    );
  }
  if (complete) await emptyStaleParts(world.evidence, layout, shards);
  return { complete, counts };

  function report(progress: ShardProgress, index: number): void {
    shards[index] = progress;
    world.onProgress?.(totals(shards).counts);
  }
}

/** Where to divide the listing: at the first level below the prefix that has several branches. */
async function divisions({ history }: PlanWorld, listers: number): Promise<readonly string[]> {
  if (listers <= 1) return [];
  let prefixes = await history.commonPrefixes();
  for (let level = 0; level < 3 && prefixes.length === 1; level++) prefixes = await history.commonPrefixes(prefixes[0]);
  return prefixes.length < 2 ? [] : boundaries(prefixes, listers);
}

async function planShard(
  { walk, isSame, tierOf, evidence, hasTime }: PlanWorld,
  {
    layout,
    at,
    multipartWindow,
    boundary,
    isReferenced,
    isExcluded,
    lateClasses,
  }: PlanRequest & Pick<PlanCursor, 'lateClasses'>,
  shard: ShardProgress,
  buffer: SharedBuffer,
  report: (progress: ShardProgress) => void,
): Promise<void> {
  const state = new PartWriter(evidence, layout.state, undefined, shard.nextState, buffer);
  const actions = new PartWriter(evidence, layout.actions, ACTIONS_PER_PART, shard.nextActions, buffer);
  const ambiguous = new PartWriter(evidence, layout.ambiguous, undefined, shard.nextAmbiguous, buffer);
  const thaws = new PartWriter(evidence, layout.archived, ACTIONS_PER_PART, shard.nextArchived, buffer);
  const counter = new Counter(shard.counts);
  const range = { after: shard.after, through: shard.through };
  let { after, proof } = shard;
  let done = true;
  await eachPage(
    walk({ at, multipartWindow, lateClasses, boundary, isReferenced, isExcluded, isSame, range }),
    async (walked) => {
      proof = proofOf(proof, walked);
      const archived = await archivedSources(walked.decided, tierOf);
      for (const item of walked.decided) await record(item, archived.get(item) ?? []);
      after = walked.decided.at(-1)?.state.key ?? after;
      report(progress(false));
      // Without a key decided there is nothing gained to go on from: stopping then could repeat itself for ever.
      done = walked.decided.length === 0 || hasTime();
      return done;
    },
  );
  await Promise.all([state.close(), actions.close(), ambiguous.close(), thaws.close()]);
  report(progress(done));

  async function record(item: Decided, archived: readonly ArchivedSource[]): Promise<void> {
    const { key, decision } = item;
    const { entries, wanted } = item.state;
    counter.listed(entries);
    counter.decided(decision, wanted, archived[0]?.archive ?? null);
    for (const source of archived) await thaws.write(source);
    if (wanted !== null) await state.write(stateLine(wanted, decision.outcome === 'ambiguous', key));
    if (decision.outcome === 'act') await actions.write(decision.action);
    const line = ambiguousLine(item);
    if (line !== undefined) await ambiguous.write(line);
  }

  function progress(ended: boolean): ShardProgress {
    const next = {
      nextState: state.next,
      nextActions: actions.next,
      nextAmbiguous: ambiguous.next,
      nextArchived: thaws.next,
    };
    if (Math.max(next.nextState, next.nextActions, next.nextArchived) > shard.lastPart) throw tooMany(layout.state);
    return { ...shard, after, done: ended, ...next, counts: counter.total, proof };
  }
}

function proofOf(known: ShardProgress['proof'], walked: Walked): ShardProgress['proof'] {
  return walked.proof === NOTHING_PROVED ? known : combined(known, walked.proof);
}

/** An earlier try that died may have cut its parts elsewhere: what it left beyond ours must not be carried out. */
async function emptyStaleParts(evidence: EvidenceStore, layout: RewindLayout, shards: readonly ShardProgress[]) {
  const kinds = [
    [layout.state, 'nextState'],
    [layout.actions, 'nextActions'],
    [layout.ambiguous, 'nextAmbiguous'],
    [layout.archived, 'nextArchived'],
  ] as const;
  for (const [prefix, next] of kinds) {
    const ours = (part: number) => part < (shards.find(({ lastPart }) => part <= lastPart)?.[next] ?? 0);
    for await (const { key, size } of evidence.list(prefix)) {
      if (size > 0 && !ours(partNumber(key))) await evidence.putText(key, '', 'application/x-ndjson');
    }
  }
}

function tooMany(prefix: string): PegasusError {
  return new PegasusError(
    ErrorName.INVALID_REQUEST,
    `${prefix} would need more parts than one lister has: rewind one prefix at a time.`,
  );
}
