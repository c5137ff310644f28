import { isDeepStrictEqual } from 'node:util';
import type { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { assertNotEmpty } from '../../domain/objects/counted';
import {
  copiedAt,
  datedPrefix,
  type ObjectCopyPlan,
  type ObjectCopyTask,
  type ObjectCopyWorkflow,
  objectCopyEvidence,
} from '../../domain/objects/object-copy-workflow';
import { seconds } from '../../domain/request/target-time';
import type { Location } from '../../domain/workflow/workflow';
import { Evidence } from '../../runtime/evidence/evidence';
import { unusable } from '../../runtime/evidence/unusable';
import { timeLeft } from '../../runtime/execution/lambda-context';
import { bucketHistory } from '../../runtime/objects/bucket-history';
import { assertNothingIsArchived } from '../../runtime/objects/history';
import { ObjectVersions } from '../../runtime/objects/object-versions';
import { ownPrefix } from '../../runtime/objects/rewind/copy-prefix';
import { LISTERS, rewindEngine, storeClient } from '../../runtime/objects/rewind/engine';
import { layoutBelow } from '../../runtime/objects/rewind/layout';
import { readManifest } from '../../runtime/objects/rewind/object-copy-manifest';
import { planRewind } from '../../runtime/objects/rewind/plan';
import { SealedEvidence } from '../../runtime/objects/rewind/sealed-evidence';
import { environment, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface PlanObjectCopyEnvironment {
  readonly PROTECTED_BUCKET: string;
  readonly OBJECT_PREFIX: string;
  readonly OBJECT_COPY_BUCKET: string;
  readonly EVIDENCE_BUCKET: string;
  /** `true`: there may be no object to copy. */
  readonly ALLOW_EMPTY: string;
}

export type PlanObjectCopyInput = Pick<ObjectCopyWorkflow, 'execution'> &
  Partial<Pick<ObjectCopyWorkflow, 'objectCopy'>>;

export interface PlanObjectCopyWorld {
  readonly client: S3Client;
  readonly evidence: Evidence;
  readonly source: Location;
  readonly objectCopyBucket: string;
  readonly hasTime: () => boolean;
  /** @default false */
  readonly allowEmpty?: boolean;
}

const THAW_ADVICE =
  'Thaw the versions that `archived/` of this run lists with `aws s3api restore-object`, or bring them into another class, then start again.';

/** So old must a write be to be in the object copy: what was being stored then is in the listing by now. */
const STABLE_AFTER_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;

/**
 * PlanObjectCopy: lists the protected prefix and today's dated prefix, and writes what has to be copied as parts. Reads
 * only, beside its evidence. Called again while `complete` is false: a bucket may take longer to list than a function
 * may run.
 */
export const handler = stepHandler<PlanObjectCopyInput, ObjectCopyPlan>('PlanObjectCopy', async (input, context) => {
  const { PROTECTED_BUCKET, OBJECT_PREFIX, OBJECT_COPY_BUCKET, EVIDENCE_BUCKET, ALLOW_EMPTY } =
    environment<PlanObjectCopyEnvironment>({
      PROTECTED_BUCKET: 'required',
      OBJECT_PREFIX: 'required',
      OBJECT_COPY_BUCKET: 'required',
      EVIDENCE_BUCKET: 'required',
      ALLOW_EMPTY: 'required',
    });
  const client = storeClient();
  const world = {
    client,
    evidence: new Evidence(client, EVIDENCE_BUCKET),
    source: { bucket: PROTECTED_BUCKET, prefix: OBJECT_PREFIX },
    objectCopyBucket: OBJECT_COPY_BUCKET,
    hasTime: () => timeLeft(context, 'ending') > 0,
    allowEmpty: ALLOW_EMPTY === 'true',
  };
  return await planObjectCopy(world, input);
});

/**
 * @throws ObjectsArchived when objects have to be thawed first
 * @throws NothingToProve when there is no object
 */
export async function planObjectCopy(
  world: PlanObjectCopyWorld,
  { execution, objectCopy: begun }: PlanObjectCopyInput,
): Promise<ObjectCopyPlan> {
  const { client, evidence, hasTime, allowEmpty } = world;
  const { source, into, at, exact } = begun ?? (await taskOfToday(world));
  const task: ObjectCopyTask = { source, into, at, exact };
  const prefix = `${objectCopyEvidence(task)}${execution.name}/`;
  const layout = layoutBelow(prefix);
  const sealed = new SealedEvidence(evidence, layout, { plan: begun?.sealed });
  const { complete, counts } = await planRewind(
    { ...rewindEngine(client, { evidence: sealed, source, into }), hasTime },
    {
      layout,
      at: copiedAt(task),
      multipartWindow: 0,
      listers: LISTERS,
      needsHistory: false,
      resume: begun !== undefined,
    },
  );
  if (complete) assertNothingIsArchived(counts, THAW_ADVICE);
  if (complete && !allowEmpty) {
    const advice =
      'Check the bucket and `prefix` of the construct; if it is right that there is nothing yet, set `allowEmpty`.';
    assertNotEmpty(counts, `s3://${source.bucket}/${source.prefix}`, `at ${at}`, advice);
  }
  const { versionsListed, keys, copy, bytesToCopy } = counts;
  const inEvidence = (below: string) => ({ bucket: evidence.bucket, prefix: below });
  return {
    ...task,
    complete,
    sealed: sealed.plan,
    evidence: inEvidence(prefix),
    actions: inEvidence(layout.actions),
    results: inEvidence(layout.results),
    versionsListed,
    keys,
    copy,
    bytesToCopy,
  };
}

/** Decided by the first execution of that day: with versions a second one goes on with the same moment. */
async function taskOfToday({
  client,
  evidence,
  source,
  objectCopyBucket,
}: PlanObjectCopyWorld): Promise<ObjectCopyTask> {
  const [{ versioning }, now] = await Promise.all([
    bucketHistory(client, source.bucket),
    new ObjectVersions(client, source).now(),
  ]);
  const exact = versioning === 'Enabled';
  const today = { bucket: objectCopyBucket, prefix: datedPrefix(source.prefix, now) };
  // Without versions it would not be the same moment again, and would spoil a copy that is whole.
  const isAnother = !exact && (await readManifest(client, today)) !== undefined;
  const into = isAnother ? await ownPrefix(client, { ...today, prefix: source.prefix }, now) : today;
  const task = { source, into, at: seconds(now - STABLE_AFTER_MS), exact };
  const key = `${objectCopyEvidence(task)}task.json`;
  if (await evidence.createJson(key, task)) return task;
  const first = await evidence.getJson(key, (value) => taskSchema.parse(value));
  if (first !== undefined && !isOfToday(first, task)) throw unusable(key, 'is not the task of this day');
  return first ?? task;
}

const location = z.object({ bucket: z.string(), prefix: z.string() });
const taskSchema = z.object({ source: location, into: location, at: z.iso.datetime(), exact: z.boolean() });

/** From there to there, begun today and not later than now: only the moment may be another. */
function isOfToday({ at, ...first }: ObjectCopyTask, { at: now, ...ours }: ObjectCopyTask): boolean {
  return isDeepStrictEqual(first, ours) && at <= now && at >= seconds(Date.parse(now) - DAY_MS);
}
