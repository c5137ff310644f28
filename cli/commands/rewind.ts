import { Command, Option } from 'commander';
import { hours } from '../../domain/arguments/duration';
import { bucket, location, prefix, wholeBucket } from '../../domain/arguments/location';
import { name } from '../../domain/arguments/text';
import { thaw } from '../../domain/arguments/thaw';
import { timeOption, wholeOption, withEvidence, withRequests } from '../options/common';
import { option } from '../options/option';
import { Progress } from '../progress';
import { type GivenRewindArguments, rewindArguments } from '../rewind/arguments';
import { withNamedKeys } from '../rewind/named-keys';
import { overwriteOption } from '../rewind/overwrite';
import { answer } from '../rewind/print-result';
import { runRewind } from '../rewind/run';

/** `pegasus-backup rewind`: rewinds a versioned bucket or prefix to the target time, in place, append-only. */
export function rewindCommand(): Command {
  const command = withNamedKeys(new Command('rewind'))
    .description('Rewind a versioned bucket or prefix to a target time; deletes no version and can be undone')
    .addOption(option('--bucket <name>', 'bucket to rewind, NAME or s3://NAME/PREFIX', bucket).makeOptionMandatory())
    .addOption(option('--prefix <prefix>', 'only keys below this prefix (default: the whole bucket)', prefix))
    .addOption(
      timeOption(
        '--to <time>',
        'target time, inclusive: ISO 8601 with time zone, whole seconds, such as 2026-11-23T04:00:00Z',
      ),
    )
    .addOption(
      option('--undo <run>', 'undo this run', name).conflicts([
        ...['to', 'into', 'thaw', 'fromReplica', 'acceptLoss', 'allowEmpty', 'multipartWindow', 'deep', 'listers'],
        ...['include', 'exclude', 'includeFile', 'excludeFile', 'overwriteWithoutUndo'],
      ]),
    )
    .addOption(
      wholeOption('--attempt <n>', 'attempt to undo, of a restore with several attempts; undo the last one first', 0),
    )
    .addOption(
      option('--into <location>', 'write to this location, s3://bucket/prefix/, instead of in place', location),
    )
    .addOption(
      option(
        '--from-replica <bucket>',
        'read the version history from this replica of the bucket',
        wholeBucket,
      ).conflicts('into'),
    )
    .option('--accept-loss', 'continue although the replica is incomplete', false)
    .addOption(overwriteOption())
    .option('--allow-empty', 'continue although nothing existed at the target time', false)
    .option('--dry-run', 'show what would be changed, and change nothing', false)
    .addOption(
      option(
        '--thaw <tier>',
        'only thaw the archived versions that the rewind needs: expedited, standard or bulk, with days as standard:14 (default: 7); --dry-run says what each takes',
        thaw,
      ).conflicts('dryRun'),
    )
    .addOption(
      option(
        '--multipart-window <n>',
        'treat multipart uploads started within N hours before the target as ambiguous',
        hours,
      ).default(24),
    )
    .addOption(
      new Option(
        '--deep <what>',
        'how the verification compares copies: a sample, the properties of all, or all byte by byte',
      )
        .choices(['sample', 'properties', 'bytes'])
        .default('sample'),
    );
  return withEvidence(withRequests(command)).action(async (options: GivenRewindArguments & { json?: string }) => {
    process.exitCode = await answer(runRewind(rewindArguments(options), new Progress()), options.json);
  });
}
