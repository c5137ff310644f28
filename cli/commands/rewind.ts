import { Command, InvalidArgumentError, Option } from 'commander';
import { Progress } from '../progress';
import type { RewindArguments } from '../rewind/arguments';
import { withNamedKeys } from '../rewind/named-keys';
import { overwriteOption } from '../rewind/overwrite';
import { answer } from '../rewind/print-result';
import { runRewind } from '../rewind/run';

/** `pegasus-backup rewind`: rewinds a versioned bucket or prefix to the target time, in place, append-only. */
export function rewindCommand(): Command {
  return withNamedKeys(new Command('rewind'))
    .description('Rewind a versioned bucket or prefix to a target time; deletes no version and can be undone')
    .requiredOption('--bucket <name>', 'bucket to rewind')
    .option('--prefix <prefix>', 'only keys with this prefix', '')
    .option(
      '--to <time>',
      'target time, inclusive: ISO 8601 with time zone, whole seconds, such as 2026-11-23T04:00:00Z',
    )
    .addOption(new Option('--undo <run>', 'undo this run').conflicts(['to', 'into', 'thaw']))
    .addOption(
      new Option(
        '--attempt <n>',
        'attempt to undo, of a restore with several attempts; undo the last one first',
      ).argParser(whole(0)),
    )
    .option('--into <location>', 'write to this location, s3://bucket/prefix, instead of in place')
    .addOption(
      new Option('--from-replica <bucket>', 'read the version history from this replica of the bucket').conflicts(
        'into',
      ),
    )
    .option('--accept-loss', 'continue although the replica is incomplete', false)
    .addOption(overwriteOption())
    .option('--dry-run', 'show what would be changed, and change nothing', false)
    .addOption(
      new Option(
        '--thaw <days>',
        'only thaw the archived versions that the rewind needs, for this many days',
      ).argParser(whole(1)),
    )
    .option(
      '--multipart-window <n>',
      'treat multipart uploads started within N hours before the target as ambiguous',
      whole(0),
      24,
    )
    .addOption(
      new Option(
        '--deep <what>',
        'how the verification compares copies: a sample, the properties of all, or all byte by byte',
      )
        .choices(['sample', 'properties', 'bytes'])
        .default('sample'),
    )
    .option('--concurrency <n>', 'maximum number of concurrent requests', whole(1), 64)
    .option('--listers <n>', 'number of concurrent listers', whole(1), 8)
    .option('--endpoint-url <url>', 'custom endpoint URL')
    .option('--region <region>', 'AWS Region (default: from the environment)')
    .addOption(
      new Option('--evidence-bucket <name>', 'write plan and results to `runs/<run>/` of this bucket').conflicts(
        'evidence',
      ),
    )
    .option('--evidence <folder>', 'write plan and results to `pegasus-rewind-<run>` in this folder', '.')
    .option('--json <file>', 'write the result to a JSON file')
    .action(async (options: RewindArguments & { json?: string }) => {
      process.exitCode = await answer(runRewind(options, new Progress()), options.json);
    });
}

function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Must be an integer ≥ ${least}.`);
  };
}
