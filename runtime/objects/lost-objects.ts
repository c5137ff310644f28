import * as z from 'zod';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { ATTEMPT_LIMIT } from '../../domain/workflow/failure-policy';
import { ownPrefix } from '../../domain/workflow/heartbeat';
import type { Freeze, ObjectPlan, RestorePlan } from '../../domain/workflow/workflow';
import type { EvidenceStore } from '../evidence/evidence-store';
import { linesBelow } from '../evidence/parsed-lines';
import { type RewindLayout, rewindLayout } from './rewind/layout';

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

const stateLine = z.object({ key: z.string(), versionId: z.string(), ambiguous: z.boolean().optional() });
const referencedLine = z.object({ key: z.string() });

const partResult = z.object({ failed: z.array(z.object({ key: z.string() })) });

type Lines = Pick<EvidenceStore, 'list' | 'readLines' | 'getJson' | 'assertWhole'>;

/** The run that tells, and which attempts and runs may have written to the bucket before it. */
export interface Rewinds extends Pick<RestorePlan, 'evidence' | 'objects'>, Pick<Freeze, 'continues'> {
  readonly attempt: number;
}

/**
 * Objects that were written after the target time, from the actions of the rewind: each covers or marks what was
 * current. Where that was a delete marker nothing is lost.
 *
 * Earlier attempts, and earlier runs that ended frozen, may have covered a part of their actions: they saw what the last
 * one no longer sees, whose own "current" is a copy of theirs then. What they saw is lost, too, unless the last one has
 * brought back that very version.
 *
 * A key that the last one could not restore, and which was accepted so, is as it was: nothing of it is lost.
 *
 * @param planned what the plan counted of the last attempt. @default - not known
 * @throws PegasusError `ObjectsNotRestored` when parts of it are gone: what is lost is then not known
 */
export async function* lostObjects(
  evidence: Lines,
  rewinds: Rewinds,
  planned?: Pick<ObjectPlan, 'actions' | 'copy' | 'mark'>,
): AsyncGenerator<LostObject> {
  const last = rewindLayout(rewinds.evidence, rewinds.attempt);
  for (const prefix of [last.actions, last.state, last.referenced]) await evidence.assertWhole?.(prefix);
  const seenBefore = await firstSeen(evidence, earlier(rewinds));
  const own = ownPrefix(rewinds.objects.prefix);
  const failed = await failedKeys(evidence, last);
  let actions = 0;
  for await (const { key, current } of actionsOf(evidence, last)) {
    actions++;
    if (failed.has(key)) {
      if (seenBefore.get(key)?.versionId === current?.versionId) seenBefore.delete(key);
      continue;
    }
    if (!seenBefore.has(key) && isObject(current) && !key.startsWith(own)) yield lost(key, current);
  }
  // An attempt that has planned nothing still has the counts of the one before.
  const wanted = planned?.actions.prefix === last.actions ? planned.copy + planned.mark : 0;
  if (actions < wanted) {
    throw new PegasusError(
      ErrorName.OBJECTS_NOT_RESTORED,
      `${wanted} actions were planned, and ${actions} are in ${last.actions}: which objects are lost is not known.`,
    );
  }
  const referenced = new Set<string>();
  for await (const { key } of linesBelow(evidence, last.referenced, (line) => referencedLine.parse(line)))
    referenced.add(key);
  for await (const { key, versionId, ambiguous } of linesBelow(evidence, last.state, (line) => stateLine.parse(line))) {
    // Of a key that waited for its row, the state has the object even where no row wanted it.
    const isBack = !ambiguous || referenced.has(key);
    if (isBack && seenBefore.get(key)?.versionId === versionId) seenBefore.delete(key);
  }
  for (const [key, current] of seenBefore) {
    if (isObject(current) && !key.startsWith(own)) yield lost(key, current);
  }
}

type Current = z.infer<typeof action>['current'];

const isObject = (current: Current): current is NonNullable<Current> => current?.kind === 'version';

const lost = (key: string, { versionId, size = 0, etag = '' }: NonNullable<Current>): LostObject => ({
  key,
  versionId,
  size,
  etag,
});

async function failedKeys(evidence: Lines, { results }: RewindLayout): Promise<Set<string>> {
  const keys = new Set<string>();
  for await (const part of evidence.list(results)) {
    const result = await evidence.getJson(part.key, (value) => partResult.parse(value));
    for (const { key } of result?.failed ?? []) keys.add(key);
  }
  return keys;
}

/** What stood at each key when it was planned for the first time. */
async function firstSeen(evidence: Lines, layouts: readonly RewindLayout[]): Promise<Map<string, Current>> {
  const seen = new Map<string, Current>();
  for (const layout of layouts) {
    for await (const { key, current } of actionsOf(evidence, layout)) if (!seen.has(key)) seen.set(key, current);
  }
  return seen;
}

/** Oldest first; a run keeps its attempts where every run does. */
function earlier({ evidence, attempt, continues = [] }: Rewinds): RewindLayout[] {
  const attempts = (run: RestorePlan['evidence'], count: number) =>
    Array.from({ length: count }, (_, n) => rewindLayout(run, n));
  const before = continues.flatMap((run) => attempts({ ...evidence, prefix: `runs/${run}/` }, ATTEMPT_LIMIT + 1));
  return [...before, ...attempts(evidence, attempt)];
}

const actionsOf = (evidence: Lines, { actions }: RewindLayout) =>
  linesBelow(evidence, actions, (line) => action.parse(line));
