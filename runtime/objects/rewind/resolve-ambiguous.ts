import type { Means, ObjectAction } from '../../../domain/objects/action';
import { PLANNED_PARTS } from '../../../domain/objects/plan';
import type { EvidenceStore } from '../../evidence/evidence-store';
import { PartWriter, partNumber } from '../../evidence/part-writer';
import type { RewindLayout } from './layout';

/** A line of `ambiguous/`. */
export interface AmbiguousLine {
  readonly key: string;
  readonly reason: string;
  /** What to do when a row proves that the key existed; null: it stands there already. */
  readonly ifReferenced: ObjectAction | null;
  readonly means: Means;
}

/** The keys that a plan has left undecided, in key order. */
export async function ambiguousKeys(
  evidence: Pick<EvidenceStore, 'list' | 'readLines'>,
  layout: RewindLayout,
): Promise<readonly AmbiguousLine[]> {
  const lines: AmbiguousLine[] = [];
  for await (const { key } of evidence.list(layout.ambiguous)) {
    for await (const text of evidence.readLines(key)) lines.push(JSON.parse(text) as AmbiguousLine);
  }
  return lines;
}

/**
 * An upload in parts that straddles T is left alone, unless a row of the restored database refers to its key: then it
 * existed, because the application stores an object before its row. Adds action parts for those keys; run again it
 * writes the same parts again.
 * @param isReferenced asked for the ambiguous keys only, in key order
 * @returns how many keys were resolved, and the bytes they add to the copies
 */
export async function resolveAmbiguous(
  evidence: EvidenceStore,
  layout: RewindLayout,
  isReferenced: (key: string) => boolean,
): Promise<{ resolved: number; copies: number; bytes: number }> {
  const parts = new PartWriter(evidence, layout.actions, { lines: 1_000, bytes: 1024 * 1024 }, PLANNED_PARTS);
  const sum = { resolved: 0, copies: 0, bytes: 0 };
  for await (const { key } of evidence.list(layout.ambiguous)) {
    for await (const text of evidence.readLines(key)) {
      const line = JSON.parse(text) as AmbiguousLine;
      if (!isReferenced(line.key)) continue;
      sum.resolved++;
      if (line.ifReferenced?.action !== 'copy') continue;
      sum.copies++;
      sum.bytes += line.ifReferenced.size;
      await parts.write(line.ifReferenced);
    }
  }
  await parts.close();
  const cursor = await evidence.getJson<object>(layout.cursor);
  await evidence.putJson(layout.cursor, { ...cursor, resolved: sum.copies });
  return sum;
}

/** Keys that `resolveAmbiguous` decided to bring back. */
export async function resolvedKeys(evidence: EvidenceStore, layout: RewindLayout): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for await (const { key } of evidence.list(layout.actions)) {
    if (partNumber(key) < PLANNED_PARTS) continue;
    for await (const line of evidence.readLines(key)) keys.add((JSON.parse(line) as ObjectAction).key);
  }
  return keys;
}
