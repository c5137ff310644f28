import { compareKeys } from '../../domain/object-entry';
import { PARTS_PER_SHARD } from '../../domain/object-plan';
import type { EvidenceStore } from '../clients/evidence-store';
import { partNumber } from '../clients/part-writer';
import type { Engine } from './engine';
import type { RewindLayout } from './layout';
import type { PartResult, WrittenLine } from './part';
import type { PlanCursor } from './plan';

/** Copies whose properties are compared with their source, unless all of them are asked for. */
const SAMPLE = 1_000;

/** Keys named in the outcome; all of them are counted. */
const EXAMPLES = 10;

export interface VerifyOptions {
  readonly layout: RewindLayout;
  readonly at: number;
  readonly multipartWindow?: number;
  readonly isReferenced?: (key: string) => boolean;
  /** `bytes` reads every copy and its source. @default 'sample' */
  readonly deep?: 'sample' | 'properties' | 'bytes';
  readonly onProgress?: (versionsListed: number) => void;
}

export interface VerifyOutcome {
  readonly versionsListed: number;
  /** Keys that are still not as they were at T. */
  readonly remaining: number;
  /** Copies that were compared with their source, and how many differ. */
  readonly compared: number;
  readonly differing: number;
  readonly examples: readonly string[];
  readonly copied: number;
  readonly marked: number;
}

/** Lists again: the plan for the same time must be empty now, and the copies must be what their sources are. */
export async function verifyRewind(
  engine: Pick<Engine, 'walk' | 'isSame' | 'comparer' | 'evidence' | 'patiently'>,
  options: VerifyOptions,
): Promise<VerifyOutcome> {
  const { evidence, comparer, patiently } = engine;
  const { layout, deep = 'sample' } = options;
  const results = await resultTotals(evidence, layout);
  const stride = deep === 'sample' ? Math.max(1, Math.ceil(results.copied / SAMPLE)) : 1;
  const found = { versionsListed: 0, remaining: 0, compared: 0, differing: 0 };
  const examples: string[] = [];
  const shards = (await evidence.getJson<PlanCursor>(layout.cursor))?.shards ?? [{ through: undefined }];
  await Promise.all(
    shards.map(({ through }, shard) => verifyShard({ after: shards[shard - 1]?.through, through }, shard)),
  );
  return { ...found, examples, ...results };

  async function verifyShard(range: { after?: string; through?: string }, shard: number): Promise<void> {
    const written = new WrittenKeys(evidence, layout, shard);
    let copies = 0;
    const isSame: Engine['isSame'] = async (wanted, current) => {
      if ((await written.versionAt(current.key)) !== current.versionId) return await engine.isSame(wanted, current);
      if (copies++ % stride !== 0) return true;
      found.compared++;
      const difference = await patiently(() => comparer.difference(wanted, current));
      const same =
        difference === null && (deep !== 'bytes' || (await patiently(() => comparer.bytesAreEqual(wanted, current))));
      if (same) return true;
      found.differing++;
      note(`${current.key} (${difference ?? 'bytes'})`);
      return true;
    };
    const { at, multipartWindow, isReferenced } = options;
    for await (const { decided } of engine.walk({ at, multipartWindow, isReferenced, isSame, range })) {
      for (const { key, state, decision } of decided) {
        found.versionsListed += state.entries;
        if (decision.outcome !== 'act') continue;
        found.remaining++;
        note(key);
      }
      options.onProgress?.(found.versionsListed);
    }
  }

  function note(example: string): void {
    if (examples.length < EXAMPLES) examples.push(example);
  }
}

/** What the results of all parts add up to. */
export async function resultTotals(
  evidence: EvidenceStore,
  layout: RewindLayout,
): Promise<{ copied: number; marked: number }> {
  const totals = { copied: 0, marked: 0 };
  for await (const { key } of evidence.list(layout.results)) {
    const result = await evidence.getJson<PartResult>(key);
    totals.copied += result?.copied ?? 0;
    totals.marked += result?.marked ?? 0;
  }
  return totals;
}

/** What this run wrote, key by key in key order; saves a look at every key that it wrote. */
class WrittenKeys {
  private readonly lines: AsyncIterator<WrittenLine>;
  private line: WrittenLine | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(evidence: EvidenceStore, layout: RewindLayout, shard: number) {
    this.lines = writtenLines(evidence, layout.written, shard);
  }

  /** To be asked in key order; answers come in turn. */
  async versionAt(key: string): Promise<string | undefined> {
    const answer = this.turn.then(async () => {
      while (this.line === undefined || compareKeys(this.line.key, key) < 0) {
        const next = await this.lines.next();
        if (next.done) return undefined;
        this.line = next.value;
      }
      return this.line.key === key ? this.line.versionId : undefined;
    });
    this.turn = answer;
    return await answer;
  }
}

async function* writtenLines(evidence: EvidenceStore, prefix: string, shard: number): AsyncGenerator<WrittenLine> {
  for await (const { key } of evidence.list(prefix)) {
    if (Math.floor(partNumber(key) / PARTS_PER_SHARD) !== shard) continue;
    for await (const line of evidence.readLines(key)) yield JSON.parse(line) as WrittenLine;
  }
}
