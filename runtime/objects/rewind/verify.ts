import { randomInt } from 'node:crypto';
import { PLANNED_PARTS } from '../../../domain/objects/plan';
import { named } from '../../../domain/workflow/named';
import type { EvidenceStore } from '../../evidence/evidence-store';
import type { Engine } from './engine';
import type { RewindLayout } from './layout';
import type { PlanCursor } from './plan';
import { parseResult } from './stored-lines';
import { type ShardFindings, type VerifyOptions, verifyShard } from './verify-shard';

/** About so many copies are compared with their source, unless all of them are asked for; fewer are all compared. */
const SAMPLE = 1_000;

/** Keys named in the outcome; all of them are counted. */
const EXAMPLES = 10;

export interface VerifyOutcome {
  /** False: out of time, to be called again. */
  readonly complete: boolean;
  readonly versionsListed: number;
  /** Keys that existed at T; late uploads not. */
  readonly keys: number;
  /** Keys that are still not as they were at T. */
  readonly remaining: number;
  /** Keys whose upload was completed after the plan, where that is allowed. */
  readonly late: number;
  /** Copies that were compared with their source, and how many differ. */
  readonly compared: number;
  readonly differing: number;
  readonly examples: readonly string[];
  readonly copied: number;
  readonly marked: number;
  /** Actions that were planned only when rows had been asked. */
  readonly addedByRows: number;
  /** Actions that failed at keys that need not be as they were. */
  readonly leftAlone: number;
  /** Copies that the results name, and those that stand where they were written; without what rows have resolved. */
  readonly copies: { readonly written: number; readonly found: number };
}

/** Lists again: the plan for the same time must be empty now, and the copies must be what their sources are. */
export async function verifyRewind(
  engine: Pick<Engine, 'walk' | 'isSame' | 'comparer' | 'evidence' | 'patiently'>,
  options: VerifyOptions,
): Promise<VerifyOutcome> {
  const { evidence } = engine;
  const { layout, deep = 'sample', sample = SAMPLE, resume = false, onProgress } = options;
  const { copied, marked, resolved, leftAlone } = await resultTotals(evidence, layout, options.leavesAlone);
  // By chance, so that nothing that was done before can keep out of its way.
  const isChosen = () => deep !== 'sample' || copied <= sample || randomInt(copied) < sample;
  const earlier = resume ? await evidence.getJson<readonly ShardFindings[]>(layout.verifyCursor) : undefined;
  const cursor = await evidence.getJson<PlanCursor>(layout.cursor);
  const shards = [...(earlier ?? plannedShards(cursor))];
  const { lateClasses } = cursor ?? {};
  await Promise.all(
    shards.map(async (findings, shard) => {
      if (findings.done) return;
      await verifyShard(
        engine,
        { ...options, lateClasses, deep, isChosen, shards: shards.length },
        shard,
        findings,
        (progress) => {
          shards[shard] = progress;
          onProgress?.(sum(shards, 'versionsListed'));
        },
      );
    }),
  );
  const complete = shards.every(({ done }) => done);
  if (!complete) await evidence.putJson(layout.verifyCursor, shards);
  return {
    complete,
    versionsListed: sum(shards, 'versionsListed'),
    keys: sum(shards, 'keys'),
    remaining: sum(shards, 'remaining'),
    late: sum(shards, 'late'),
    compared: sum(shards, 'compared'),
    differing: sum(shards, 'differing'),
    examples: shards.flatMap(({ examples }) => examples).slice(0, EXAMPLES),
    copied,
    marked,
    addedByRows: cursor?.resolved ?? 0,
    leftAlone,
    copies: { written: copied - resolved, found: sum(shards, 'copies') },
  };
}

/** The shards of the plan: what was written lies in parts of the same numbers. */
function plannedShards(cursor: PlanCursor | undefined): readonly ShardFindings[] {
  const ends = cursor?.shards ?? [{ through: undefined }];
  const nothing = {
    done: false,
    copies: 0,
    keys: 0,
    versionsListed: 0,
    remaining: 0,
    late: 0,
    compared: 0,
    differing: 0,
  };
  return ends.map(({ through }, shard) => ({ ...nothing, after: ends[shard - 1]?.through, through, examples: [] }));
}

/** `KEY`, or `KEY (what differs)`, on its way into a message. */
export const namedExample = (example: string): string =>
  example.replace(/^(.*?)( \([^()]*\))?$/s, (_, key: string, what = '') => `${named(key)}${what}`);

type Counted = 'versionsListed' | 'keys' | 'copies' | 'remaining' | 'late' | 'compared' | 'differing';

function sum(shards: readonly ShardFindings[], name: Counted): number {
  return shards.reduce((total, shard) => total + shard[name], 0);
}

/** What the results of all parts add up to. */
export async function resultTotals(
  evidence: EvidenceStore,
  layout: RewindLayout,
  leavesAlone: (key: string) => boolean = () => false,
): Promise<{ copied: number; marked: number; gone: number; resolved: number; leftAlone: number }> {
  const totals = { copied: 0, marked: 0, gone: 0, resolved: 0, leftAlone: 0 };
  for await (const { key } of evidence.list(layout.results)) {
    const result = await evidence.getJson(key, parseResult);
    totals.copied += result?.copied ?? 0;
    if (isResolved(key)) totals.resolved += result?.copied ?? 0;
    totals.marked += result?.marked ?? 0;
    totals.leftAlone += result?.failed.filter(({ key: failed }) => leavesAlone(failed)).length ?? 0;
    totals.gone += result?.failed.filter(({ gone }) => gone).length ?? 0;
  }
  return totals;
}

/** The part of keys that were ambiguous until a row spoke for them: they lie in no shard of the plan. */
function isResolved(resultKey: string): boolean {
  return Number(/part-(\d+)\.json$/.exec(resultKey)?.[1]) >= PLANNED_PARTS;
}
