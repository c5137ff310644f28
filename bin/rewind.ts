import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { PegasusError } from '../domain/errors';
import { BadArguments, ExitCode } from './exit-code';
import { Progress } from './progress';
import type { RewindArguments } from './rewind-arguments';
import { linesOf, type RewindReport } from './rewind-report';
import { runRewind } from './rewind-run';

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
    .option('--into <location>', 'write the state into another place, s3://bucket/prefix, instead of in place')
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
      process.exitCode = await run(options);
    });
}

async function run({ json, ...options }: RewindArguments & { json?: string }): Promise<ExitCode> {
  const report = await runRewind(options, new Progress()).catch(toExit);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  for (const line of linesOf(report)) console.log(line);
  return report.verdict === 'failed' ? ExitCode.WRONG : ExitCode.VERIFIED;
}

/** What the arguments ask for cannot be had: nothing was touched. */
function toExit(error: unknown): Promise<RewindReport> {
  const refused = error instanceof PegasusError && ['InvalidRequest', 'HistoryTooShort'].includes(error.name);
  throw refused ? new BadArguments(error.message) : error;
}

function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`A whole number from ${least} is allowed.`);
  };
}
