import { compareKeys } from '../../../domain/objects/entry';
import { partsPerShard } from '../../../domain/objects/plan';
import type { EvidenceStore } from '../../evidence/evidence-store';
import { parsedLines } from '../../evidence/parsed-lines';
import { partNumber } from '../../evidence/part-writer';
import type { RewindLayout } from './layout';
import { parseWritten, type WrittenLine } from './stored-lines';

/** What a run wrote in one shard, key by key in key order; saves a look at every key that it wrote. */
export class WrittenKeys {
  private readonly lines: AsyncIterator<WrittenLine>;
  private line: WrittenLine | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(evidence: EvidenceStore, layout: RewindLayout, shard: number, shards: number) {
    const parts = partsPerShard(shards);
    this.lines = writtenLines(evidence, layout.written, shard * parts, (shard + 1) * parts);
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

/** @param end the first number that is not its own */
async function* writtenLines(
  evidence: EvidenceStore,
  prefix: string,
  first: number,
  end: number,
): AsyncGenerator<WrittenLine> {
  for await (const { key } of evidence.list(prefix)) {
    const part = partNumber(key);
    if (part < first || part >= end) continue;
    yield* parsedLines(evidence, key, parseWritten);
  }
}
