import type { S3Client } from '@aws-sdk/client-s3';
import { Command } from 'commander';
import { location } from '../../domain/arguments/location';
import { copiedAt, datedPrefix, type ObjectCopyTask, provedAt } from '../../domain/objects/object-copy-workflow';
import { seconds } from '../../domain/request/target-time';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { Location } from '../../domain/workflow/workflow';
import { allowsAcls } from '../../runtime/objects/acls';
import { bucketHistory } from '../../runtime/objects/bucket-history';
import { ObjectVersions } from '../../runtime/objects/object-versions';
import { ownPrefix } from '../../runtime/objects/rewind/copy-prefix';
import { readManifest, writeManifest } from '../../runtime/objects/rewind/object-copy-manifest';
import { withEvidence, withRequests } from '../options/common';
import { option } from '../options/option';
import { Progress } from '../progress';
import { assertApart, assertEvidenceApart, clientOf, type StoreArguments } from '../rewind/arguments';
import { type Job, type JobOptions, RewindJob } from '../rewind/job';
import { type ObjectCopyAllowances, RestoredCopy } from '../rewind/object-copy';
import { overwriteOption } from '../rewind/overwrite';
import { answer } from '../rewind/print-result';
import type { RewindReport } from '../rewind/result';
import { complain } from '../terminal';

interface ObjectCopyArguments extends JobOptions, StoreArguments, ObjectCopyAllowances {
  readonly from: Location;
  readonly to: Location;
  readonly dryRun: boolean;
  readonly allowEmpty: boolean;
  readonly json?: string;
}

/** The runbook's `aws s3 sync` to a dated prefix, as server-side copies: no object passes through this machine. */
export function copyObjectsCommand(): Command {
  return common(new Command('copy-objects'))
    .description('Copy the current objects of a prefix to a dated prefix, such as s3://backup/pegasus-2026-11-23/')
    .addOption(option('--from <location>', 'location to copy, s3://bucket/prefix/', location).makeOptionMandatory())
    .addOption(
      option(
        '--to <location>',
        'location of the copies, s3://backup/prefix/; the date is added',
        location,
      ).makeOptionMandatory(),
    )
    .action((options: ObjectCopyArguments) => carriedOut(options, copyObjects));
}

/** The undo. Objects that only the location has stay, as with `aws s3 sync`. */
export function restoreObjectCopyCommand(): Command {
  return common(new Command('restore-object-copy'))
    .description('Restore a prefix from an object copy; skip identical objects, keep extra ones')
    .addOption(
      option(
        '--from <location>',
        'location of the object copy, s3://backup/prefix-2026-11-23/',
        location,
      ).makeOptionMandatory(),
    )
    .addOption(option('--to <location>', 'location to restore, s3://bucket/prefix/', location).makeOptionMandatory())
    .option('--accept-loss', 'continue although the object copy does not match its manifest', false)
    .option('--allow-no-manifest', 'continue although no manifest says what was verified', false)
    .action((options: ObjectCopyArguments) => carriedOut(options, restoreObjectCopy));
}

function common(command: Command): Command {
  command
    .addOption(overwriteOption())
    .option('--dry-run', 'show what would be copied, and change nothing', false)
    .option('--allow-empty', 'continue although there is no object to copy', false);
  return withEvidence(withRequests(command));
}

type Verb = (client: S3Client, options: ObjectCopyArguments) => Promise<RewindReport>;

async function carriedOut(options: ObjectCopyArguments, verb: Verb): Promise<void> {
  for (const location of [options.from, options.to]) assertEvidenceApart(options.evidenceBucket, location);
  const client = clientOf(options);
  const report = verb(client, options).finally(() => client.destroy());
  process.exitCode = await answer(report, options.json);
}

async function copyObjects(client: S3Client, options: ObjectCopyArguments): Promise<RewindReport> {
  const { to } = options;
  assertApart(options.from, { ...to, prefix: datedPrefix(to.prefix, Date.now()) });
  const task = await taskOf(client, options, (now) => ownPrefix(client, to, now));
  const report = await copied(client, options, { ...jobOf(task), command: 'copy-objects' });
  if (report.verdict !== 'verified') return report;
  const verifiedAt = seconds(await new ObjectVersions(client, task.source).now());
  await writeManifest(client, { ...task, late: 0, verifiedAt });
  return report;
}

async function restoreObjectCopy(client: S3Client, options: ObjectCopyArguments): Promise<RewindReport> {
  assertApart(options.from, options.to);
  const task = await taskOf(client, options, async () => options.to);
  const manifest = await readManifest(client, task.source).catch((error: unknown) => {
    const unusable = error instanceof PegasusError && error.name === ErrorName.OBJECT_COPY_INCOMPLETE;
    if (options.acceptLoss && unusable) return error;
    throw error;
  });
  const objectCopy = new RestoredCopy(task.source, manifest, options, Date.parse(task.at));
  // What was verified is of one moment, with and without versions: nothing may be written to it.
  const job = jobOf(manifest === undefined ? task : { ...task, exact: true });
  return await copied(client, options, { ...job, command: 'restore-object-copy', objectCopy });
}

/** With versions the copy is of one moment, even while objects are written; without, of what the listing finds. */
async function taskOf(
  client: S3Client,
  { from: source }: ObjectCopyArguments,
  locationAt: (now: number) => Promise<ObjectCopyTask['into']>,
): Promise<ObjectCopyTask> {
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
  await warnOfAcls(client, job.source.bucket, options.to.bucket);
  const work = new RewindJob(client, job, { ...options, deep: 'sample' }, new Progress());
  return options.dryRun ? await work.preview() : await work.carryOut(Date.parse(job.targetTime!));
}

/** Of two buckets one keeps no ACLs: what was public, or shared with another account, is private in the copy. */
async function warnOfAcls(client: S3Client, source: string, target: string): Promise<void> {
  const [from, to] = await Promise.all([allowsAcls(client, source), allowsAcls(client, target)]);
  if (from === to) return;
  const [allows, without] = from ? [source, target] : [target, source];
  complain(
    `warning: ${allows} allows ACLs and ${without} none: the copies have no ACL but their owner's; an object that was public or shared is private.`,
  );
}
