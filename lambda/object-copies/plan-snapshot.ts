import type { S3Client } from '@aws-sdk/client-s3';
import {
  copiedAt,
  datedPrefix,
  type SnapshotPlan,
  type SnapshotTask,
  type SnapshotWorkflow,
  snapshotEvidence,
} from '../../domain/objects/object-copy-workflow';
import { seconds } from '../../domain/request/target-time';
import type { Location } from '../../domain/workflow/workflow';
import { Evidence } from '../../runtime/evidence/evidence';
import { timeLeft } from '../../runtime/execution/lambda-context';
import { bucketHistory } from '../../runtime/objects/bucket-history';
import { assertNothingIsArchived } from '../../runtime/objects/history';
import { ObjectVersions } from '../../runtime/objects/object-versions';
import { LISTERS, rewindEngine, storeClient } from '../../runtime/objects/rewind/engine';
import { layoutBelow } from '../../runtime/objects/rewind/layout';
import { planRewind } from '../../runtime/objects/rewind/plan';
import { environment, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface PlanSnapshotEnvironment {
  readonly PROTECTED_BUCKET: string;
  readonly OBJECT_PREFIX: string;
  readonly SNAPSHOT_BUCKET: string;
  readonly EVIDENCE_BUCKET: string;
}

export type PlanSnapshotInput = Pick<SnapshotWorkflow, 'execution'> & Partial<Pick<SnapshotWorkflow, 'snapshot'>>;

export interface PlanSnapshotWorld {
  readonly client: S3Client;
  readonly evidence: Evidence;
  readonly source: Location;
  readonly snapshotBucket: string;
  readonly hasTime: () => boolean;
}

/** So old must a write be to be in the snapshot: what was being stored then is in the listing by now. */
const SETTLED_MS = 60_000;

/**
 * PlanSnapshot: lists the protected prefix and today's dated prefix, and writes what has to be copied as parts. Reads
 * only, beside its evidence. Called again while `complete` is false: a bucket may take longer to list than a function
 * may run.
 */
export const handler = stepHandler<PlanSnapshotInput, SnapshotPlan>('PlanSnapshot', async (input, context) => {
  const { PROTECTED_BUCKET, OBJECT_PREFIX, SNAPSHOT_BUCKET, EVIDENCE_BUCKET } = environment<PlanSnapshotEnvironment>({
    PROTECTED_BUCKET: 'required',
    OBJECT_PREFIX: 'required',
    SNAPSHOT_BUCKET: 'required',
    EVIDENCE_BUCKET: 'required',
  });
  const client = storeClient();
  const world = {
    client,
    evidence: new Evidence(client, EVIDENCE_BUCKET),
    source: { bucket: PROTECTED_BUCKET, prefix: OBJECT_PREFIX },
    snapshotBucket: SNAPSHOT_BUCKET,
    hasTime: () => timeLeft(context, 'ending') > 0,
  };
  return await planSnapshot(world, input);
});

/** @throws ObjectsArchived when objects have to be thawed first */
export async function planSnapshot(
  world: PlanSnapshotWorld,
  { execution, snapshot: begun }: PlanSnapshotInput,
): Promise<SnapshotPlan> {
  const { client, evidence, hasTime } = world;
  const { source, into, at, exact } = begun ?? (await taskOfToday(world));
  const task: SnapshotTask = { source, into, at, exact };
  const prefix = `${snapshotEvidence(task)}${execution.name}/`;
  const layout = layoutBelow(prefix);
  const { complete, counts } = await planRewind(
    { ...rewindEngine(client, { evidence, source, into }), hasTime },
    {
      layout,
      at: copiedAt(task),
      multipartWindow: 0,
      listers: LISTERS,
      needsHistory: false,
      resume: begun !== undefined,
    },
  );
  if (complete) assertNothingIsArchived(counts);
  const { versionsListed, keys, copy, bytesToCopy } = counts;
  const inEvidence = (place: string) => ({ bucket: evidence.bucket, prefix: place });
  return {
    ...task,
    complete,
    evidence: inEvidence(prefix),
    actions: inEvidence(layout.actions),
    results: inEvidence(layout.results),
    versionsListed,
    keys,
    copy,
    bytesToCopy,
  };
}

/** Decided by whoever comes first on that day: a second execution goes on with the same moment. */
async function taskOfToday({ client, evidence, source, snapshotBucket }: PlanSnapshotWorld): Promise<SnapshotTask> {
  const [{ versioning }, now] = await Promise.all([
    bucketHistory(client, source.bucket),
    new ObjectVersions(client, source).now(),
  ]);
  const into = { bucket: snapshotBucket, prefix: datedPrefix(source.prefix, now) };
  const task = { source, into, at: seconds(now - SETTLED_MS), exact: versioning === 'Enabled' };
  const key = `${snapshotEvidence(task)}task.json`;
  if (await evidence.createJson(key, task)) return task;
  return (await evidence.getJson<SnapshotTask>(key)) ?? task;
}
