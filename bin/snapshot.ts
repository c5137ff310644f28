import { Command } from 'commander';
import { seconds } from '../domain/target-time';
import type { Location } from '../domain/workflow';
import { bucketHistory } from '../lambda/clients/bucket-history';
import { ObjectVersions } from '../lambda/clients/object-versions';
import type { ExitCode } from './exit-code';
import { Progress } from './progress';
import { answer } from './rewind-answer';
import { assertApart, clientOf, placeOf, type StoreArguments } from './rewind-arguments';
import { type JobOptions, RewindJob } from './rewind-job';
import type { RewindReport } from './rewind-report';

const DAY_MS = 24 * 3600_000;

interface SnapshotArguments extends JobOptions, StoreArguments {
  readonly from: string;
  readonly to: string;
  readonly dryRun: boolean;
  readonly json?: string;
}

/** The runbook's `aws s3 sync` to a dated prefix, inside the store: nothing comes to this machine. */
export function snapshotCommand(): Command {
  return common(new Command('snapshot'))
    .description(
      'copy a prefix, as it is now, to a dated prefix: s3://backup/pegasus/ gives s3://backup/pegasus-2026-11-23/',
    )
    .requiredOption('--from <location>', 's3://bucket/prefix/')
    .requiredOption('--to <location>', 's3://backup/prefix/; the date is added')
    .action(async (options: SnapshotArguments) => {
      const to = (now: number) => dated(placeOf(options.to, '--to'), now);
      process.exitCode = await carriedOut('snapshot', options, to);
    });
}

/** The way back. What the place has beyond the snapshot stays, as `aws s3 sync` leaves it. */
export function restoreSnapshotCommand(): Command {
  return common(new Command('restore-snapshot'))
    .description('copy a snapshot back over a prefix; objects that are equal are left, extra ones stay')
    .requiredOption('--from <location>', 's3://backup/prefix-2026-11-23/')
    .requiredOption('--to <location>', 's3://bucket/prefix/')
    .action(async (options: SnapshotArguments) => {
      process.exitCode = await carriedOut('restore-snapshot', options, () => placeOf(options.to, '--to'));
    });
}

function common(command: Command): Command {
  return command
    .option('--dry-run', 'show what would be copied; not one mutating call', false)
    .option('--concurrency <n>', 'requests at once, at most', Number, 64)
    .option('--listers <n>', 'listers at once', Number, 8)
    .option('--endpoint-url <url>', 'another S3-compatible store')
    .option('--region <region>', 'where the environment does not say')
    .option('--evidence-bucket <name>', 'plan and results go to `runs/<run>/` of it')
    .option('--evidence <folder>', 'plan and results go to `pegasus-rewind-<run>` in this folder', '.')
    .option('--json <file>', 'write the result as JSON');
}

async function carriedOut(
  command: 'snapshot' | 'restore-snapshot',
  options: SnapshotArguments,
  to: (now: number) => Location,
): Promise<ExitCode> {
  const client = clientOf(options);
  const run = async (): Promise<RewindReport> => {
    const source = placeOf(options.from, '--from');
    const now = await new ObjectVersions(client, source).now();
    const into = to(now);
    assertApart(source, into);
    const { versioning } = await bucketHistory(client, source.bucket);
    // With versions the copy is of one moment even while somebody writes; without, it is of whatever is found.
    const at = versioning === 'Enabled' ? now : now + DAY_MS;
    const job = { command, source, into, at, targetTime: seconds(now), multipartWindow: 0, needsHistory: false };
    const work = new RewindJob(client, job, { ...options, deep: 'sample' }, new Progress());
    return options.dryRun ? await work.preview() : await work.carryOut(now);
  };
  return await answer(
    run().finally(() => client.destroy()),
    options.json,
  );
}

/** `pegasus/` → `pegasus-2026-11-23/`. */
function dated({ bucket, prefix }: Location, now: number): Location {
  return { bucket, prefix: `${prefix.replace(/\/$/, '')}-${seconds(now).slice(0, 10)}/` };
}
