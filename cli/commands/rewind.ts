import { Command, InvalidArgumentError, Option } from 'commander';
import { Progress } from '../progress';
import type { RewindArguments } from '../rewind/arguments';
import { answer } from '../rewind/print-result';
import { runRewind } from '../rewind/run';

/** `pegasus-backup rewind`: brings a versioned bucket or prefix back to its state at a time, in place, append-only. */
export function rewindCommand(): Command {
  return new Command('rewind')
    .description('bring a versioned bucket or prefix back to its state at a time; deletes no version, can be undone')
    .requiredOption('--bucket <name>', 'the bucket')
    .option('--prefix <prefix>', 'only keys that begin with it', '')
    .option('--to <time>', 'ISO 8601 with a zone, whole seconds, inclusive: 2026-11-23T04:00:00Z')
    .addOption(
      new Option('--undo <run>', 'bring back what was there before that run').conflicts(['to', 'into', 'thaw']),
    )
    .addOption(
      new Option('--attempt <n>', 'of a restore with several attempts: undo the last first').argParser(whole(0)),
    )
    .option('--into <location>', 'write the state into another place, s3://bucket/prefix, instead of in place')
    .addOption(
      new Option('--from-replica <bucket>', 'take the history from this replica of the bucket').conflicts('into'),
    )
    .option('--accept-loss', 'go on although the replica lacks something', false)
    .option('--dry-run', 'show what would change; not one mutating call', false)
    .addOption(
      new Option('--thaw <days>', 'thaw archived sources for so many days, and rewind nothing yet').argParser(whole(1)),
    )
    .option(
      '--multipart-window <hours>',
      'an upload in parts begun so long before the time may straddle it',
      whole(0),
      24,
    )
    .addOption(
      new Option('--deep <what>', 'what the verification compares: of a sample, of all copies, byte by byte')
        .choices(['sample', 'properties', 'bytes'])
        .default('sample'),
    )
    .option('--concurrency <n>', 'requests at once, at most', whole(1), 64)
    .option('--listers <n>', 'listers at once', whole(1), 8)
    .option('--endpoint-url <url>', 'another S3-compatible store')
    .option('--region <region>', 'where the environment does not say')
    .addOption(
      new Option('--evidence-bucket <name>', 'plan and results go to `runs/<run>/` of it').conflicts('evidence'),
    )
    .option('--evidence <folder>', 'plan and results go to `pegasus-rewind-<run>` in this folder', '.')
    .option('--json <file>', 'write the result as JSON')
    .action(async (options: RewindArguments & { json?: string }) => {
      process.exitCode = await answer(runRewind(options, new Progress()), options.json);
    });
}

function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`A whole number from ${least} is allowed.`);
  };
}
