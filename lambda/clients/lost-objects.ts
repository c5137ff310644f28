import { z } from 'zod';
import { ownPrefix } from '../../domain/heartbeat';
import type { RestorePlan } from '../../domain/workflow';
import { rewindLayout } from '../rewind/layout';
import type { EvidenceStore } from './evidence-store';

const action = z.object({
  key: z.string(),
  current: z
    .object({
      versionId: z.string(),
      kind: z.enum(['version', 'marker']),
      etag: z.string().optional(),
      size: z.number().optional(),
    })
    .nullable(),
});

/** A version that was current before the rewind; it is still in the bucket, below the restored one. */
export interface LostObject {
  readonly key: string;
  readonly versionId: string;
  readonly size: number;
  readonly etag: string;
}

/**
 * Objects that were written after the target time, from the actions of the rewind: each covers or marks what was
 * current. Where that was a delete marker nothing is lost. An earlier attempt that wrote to the bucket saw what the
 * last one no longer sees: its actions come first, and the last one's copies of the same keys are the rewind's own.
 */
export async function* lostObjects(
  evidence: Pick<EvidenceStore, 'list' | 'readLines'>,
  { evidence: run, objects: here }: Pick<RestorePlan, 'evidence' | 'objects'>,
  attempt: number,
): AsyncGenerator<LostObject> {
  const earlier = new Set<string>();
  for (let n = 0; n <= attempt; n++) {
    const { actions, results } = rewindLayout(run, n);
    if (n < attempt && (await isEmpty(evidence.list(results)))) continue;
    for await (const part of evidence.list(actions)) {
      for await (const line of evidence.readLines(part.key)) {
        const { key, current } = action.parse(JSON.parse(line));
        if (earlier.has(key)) continue;
        if (n < attempt) earlier.add(key);
        if (current?.kind !== 'version' || key.startsWith(ownPrefix(here.prefix))) continue;
        yield { key, versionId: current.versionId, size: current.size ?? 0, etag: current.etag ?? '' };
      }
    }
  }
}

async function isEmpty(items: AsyncIterable<unknown>): Promise<boolean> {
  for await (const _ of items) return false;
  return true;
}
