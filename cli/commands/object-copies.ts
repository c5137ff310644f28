import type { S3Client } from '@aws-sdk/client-s3';
import { Command } from 'commander';
import { copiedAt, type ObjectCopyTask, provedAt } from '../../domain/objects/object-copy-workflow';
import { seconds } from '../../domain/request/target-time';
import { bucketHistory } from '../../runtime/objects/bucket-history';
import { ObjectVersions } from '../../runtime/objects/object-versions';
import { ownPrefix } from '../../runtime/objects/rewind/copy-prefix';
import { readManifest, writeManifest } from '../../runtime/objects/rewind/object-copy-manifest';
import { Progress } from '../progress';
import { assertApart, clientOf, locationOf, type StoreArguments } from '../rewind/arguments';
import { type Job, type JobOptions, RewindJob } from '../rewind/job';
import { overwriteOption } from '../rewind/overwrite';
import { answer } from '../rewind/print-result';
import type { RewindReport } from '../rewind/result';

interface ObjectCopyArguments extends JobOptions, StoreArguments {
  readonly from: string;
  readonly to: string;
  readonly dryRun: boolean;
  readonly acceptLoss?: boolean;
  readonly json?: string;
}

/** The runbook's `aws s3 sync` to a dated prefix, as server-side copies: no object passes through this machine. */
export function copyObjectsCommand(): Command {
  return common(new Command('copy-objects'))
    .description('Copy the current objects of a prefix to a dated prefix, such as s3://backup/pegasus-2026-11-23/')
    .requiredOption('--from <location>', 'location to copy, s3://bucket/prefix/')
    .requiredOption('--to <location>', 'location of the copies, s3://backup/prefix/; the date is added')
    .action((options: ObjectCopyArguments) => carriedOut(options, copyObjects));
}

/** The undo. Objects that only the location has stay, as with `aws s3 sync`. */
export function restoreObjectCopyCommand(): Command {
  return common(new Command('restore-object-copy'))
    .description('Restore a prefix from an object copy; skip identical objects, keep extra ones')
    .requiredOption('--from <location>', 'location of the object copy, s3://backup/prefix-2026-11-23/')
    .requiredOption('--to <location>', 'location to restore, s3://bucket/prefix/')
    .option('--accept-loss', 'continue although the object copy does not match its manifest', false)
    .action((options: ObjectCopyArguments) => carriedOut(options, restoreObjectCopy));
}

function common(command: Command): Command {
  return command
    .addOption(overwriteOption())
    .option('--dry-run', 'show what would be copied, and change nothing', false)
    .option('--concurrency <n>', 'maximum number of concurrent requests', Number, 64)
    .option('--listers <n>', 'number of concurrent listers', Number, 8)
    .option('--endpoint-url <url>', 'custom endpoint URL')
    .option('--region <region>', 'AWS Region (default: from the environment)')
    .option('--evidence-bucket <name>', 'write plan and results to `runs/<run>/` of this bucket')
    .option('--evidence <folder>', 'write plan and results to `pegasus-rewind-<run>` in this folder', '.')
    .option('--json <file>', 'write the result to a JSON file');
}

type Verb = (client: S3Client, options: ObjectCopyArguments) => Promise<RewindReport>;

async function carriedOut(options: ObjectCopyArguments, verb: Verb): Promise<void> {
  const client = clientOf(options);
  const report = verb(client, options).finally(() => client.destroy());
  process.exitCode = await answer(report, options.json);
}

async function copyObjects(client: S3Client, options: ObjectCopyArguments): Promise<RewindReport> {
  const below = locationOf(options.to, '--to');
  const task = await taskOf(client, options, (now) => ownPrefix(client, below, now));
  const report = await copied(client, options, { ...jobOf(task), command: 'copy-objects' });
  if (report.verdict !== 'verified') return report;
  const verifiedAt = seconds(await new ObjectVersions(client, task.source).now());
  await writeManifest(client, { ...task, late: 0, verifiedAt });
  return report;
}

async function restoreObjectCopy(client: S3Client, options: ObjectCopyArguments): Promise<RewindReport> {
  const task = await taskOf(client, options, async () => locationOf(options.to, '--to'));
  const manifest = await readManifest(client, task.source);
  if (manifest === undefined) {
    console.error(`warning: ${options.from} has no manifest: whether the object copy is complete is unknown.`);
  }
  const expected = options.acceptLoss ? undefined : manifest;
  return await copied(client, options, { ...jobOf(task), command: 'restore-object-copy', expected });
}

/** With versions the copy is of one moment, even while objects are written; without, of what the listing finds. */
async function taskOf(
  client: S3Client,
  { from }: ObjectCopyArguments,
  locationAt: (now: number) => Promise<ObjectCopyTask['into']>,
): Promise<ObjectCopyTask> {
  const source = locationOf(from, '--from');
  const now = await new ObjectVersions(client, source).now();
  const into = await locationAt(now);
  assertApart(source, into);
  const { versioning } = await bucketHistory(client, source.bucket);
  return { source, into, at: seconds(now), exact: versioning === 'Enabled' };
}

function jobOf(task: ObjectCopyTask): Omit<Job, 'command'> {
  const { source, into, at, exact } = task;
  const times = { at: copiedAt(task), targetTime: at, ...(!exact && { provedAt: provedAt(task) }) };
  return { source, into, ...times, multipartWindow: 0, needsHistory: false };
}

async function copied(client: S3Client, options: ObjectCopyArguments, job: Job): Promise<RewindReport> {
  const work = new RewindJob(client, job, { ...options, deep: 'sample' }, new Progress());
  return options.dryRun ? await work.preview() : await work.carryOut(Date.parse(job.targetTime!));
}
