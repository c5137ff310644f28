import type { S3Client } from '@aws-sdk/client-s3';
import { NO_COUNTS } from '../../domain/objects/plan';
import { sayThaw } from '../../domain/objects/thaw';
import { parseTargetTime } from '../../domain/request/target-time';
import type { Thaw } from '../../domain/workflow/workflow';
import { assertHistoryReachesBack } from '../../runtime/objects/history';
import { ObjectVersions } from '../../runtime/objects/object-versions';
import { layoutBelow } from '../../runtime/objects/rewind/layout';
import { Preview } from '../../runtime/objects/rewind/preview';
import { thawSources } from '../../runtime/objects/rewind/thaw';
import type { Progress } from '../progress';
import { assertApart, clientOf, type RewindArguments } from './arguments';
import { runEvidence } from './evidence';
import { type Job, RewindJob } from './job';
import { assertReplicaKnows } from './replica';
import type { RewindReport } from './result';
import { undoRun } from './undo';

const HOUR_MS = 3600_000;

export async function runRewind(options: RewindArguments, progress: Progress): Promise<RewindReport> {
  const client = clientOf(options);
  try {
    if (options.undo !== undefined) {
      return await undoRun(client, runEvidence(client, options), options.undo, options, progress);
    }
    return await runTo(client, options, options.to!, progress);
  } finally {
    client.destroy();
  }
}

async function runTo(
  client: S3Client,
  options: RewindArguments,
  to: string,
  progress: Progress,
): Promise<RewindReport> {
  const { bucket, prefix, fromReplica } = options;
  const source = { bucket: fromReplica ?? bucket, prefix };
  const into = fromReplica !== undefined ? { bucket, prefix } : options.into;
  if (into) assertApart(source, into);
  const history = new ObjectVersions(client, source);
  const now = await history.now();
  const targetTime = parseTargetTime(to, now);
  const at = Date.parse(targetTime);
  const multipartWindow = options.multipartWindow * HOUR_MS;
  await assertHistoryReachesBack({ client, history }, source, at);
  if (fromReplica !== undefined && !options.acceptLoss) {
    await assertReplicaKnows(client, { bucket, prefix }, fromReplica, { at, multipartWindow });
  }
  const what: Job = {
    command: options.thaw === undefined ? 'rewind' : 'thaw',
    source,
    ...(into && { into }),
    fromReplica: fromReplica !== undefined,
    at,
    targetTime,
    multipartWindow,
    needsHistory: true,
  };
  const job = new RewindJob(client, what, options, progress);
  if (options.thaw !== undefined) return await thawed(job, what, options.thaw);
  return options.dryRun ? await job.preview() : await job.carryOut(now);
}

async function thawed(job: RewindJob, { at, multipartWindow }: Job, thaw: Thaw): Promise<RewindReport> {
  const engine = job.engine(new Preview(layoutBelow('')));
  const { asked, underWay, bytes, archives } = await thawSources(engine, { at, multipartWindow, thaw });
  const archived = asked + underWay;
  const counts = { ...NO_COUNTS, copy: archived, bytesToCopy: bytes, archived, bytesArchived: bytes, archives };
  const thaws = archived === 0 ? [] : [`asked for ${asked}, under way before ${underWay}; ${sayThaw(archives, thaw)}`];
  return { ...job.outline(counts), verdict: 'planned', estimate: null, thaws };
}
