import * as z from 'zod';
import { miscounted } from '../../domain/objects/counted';
import type { EvidenceStore } from '../evidence/evidence-store';
import { linesBelow } from '../evidence/parsed-lines';

const plannedObject = z.object({
  key: z.string(),
  versionId: z.string(),
  size: z.number(),
  etag: z.string(),
  ambiguous: z.boolean().optional(),
});
/** One object of the bucket as it was at the target time. */
export type PlannedObject = z.infer<typeof plannedObject>;

/**
 * The state that PlanObjects has written, in key order; one line is in memory at a time.
 * @param keys as many as the plan has counted
 * @throws Error at the end, when other than that many were read: a part is missing
 */
export async function* plannedState(
  evidence: Pick<EvidenceStore, 'list' | 'readLines' | 'assertWhole'>,
  prefix: string,
  keys: number,
): AsyncGenerator<PlannedObject> {
  let seen = 0;
  await evidence.assertWhole?.(prefix);
  for await (const one of linesBelow(evidence, prefix, (value) => plannedObject.parse(value))) {
    seen++;
    yield one;
  }
  const [wrong] = miscounted([{ what: 'keys of the planned state', expected: keys, seen }]);
  if (wrong !== undefined) throw new Error(`${wrong}: a part of ${prefix} is missing, so nothing can be proved by it.`);
}

/** Without the objects that were accepted as lost: they do not come back, so nothing may be proved by them. */
export async function* withoutLost(
  planned: AsyncIterable<PlannedObject>,
  lost: ReadonlySet<string>,
): AsyncGenerator<PlannedObject> {
  for await (const one of planned) if (!lost.has(one.key)) yield one;
}
