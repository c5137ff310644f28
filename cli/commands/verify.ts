import { Command, Option } from 'commander';
import { arn } from '../../domain/arguments/arn';
import { bucket, prefix } from '../../domain/arguments/location';
import { percentage } from '../../domain/arguments/percentage';
import { Unfit } from '../../domain/arguments/unfit';
import { applicationUrl, databaseUrl } from '../../domain/arguments/url';
import { didNotPass } from '../../domain/checks/check';
import type { WantedBytes } from '../../domain/checks/object-bytes';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { Location } from '../../domain/workflow/workflow';
import { BadArguments, ExitCode } from '../exit-code';
import { jsonOption, timeOption, withRequests } from '../options/common';
import { writeResult } from '../options/files-to-write';
import { option } from '../options/option';
import { Progress } from '../progress';
import { type GivenRewindArguments, locationGiven } from '../rewind/arguments';
import { say } from '../terminal';
import { TLS_MODES } from '../verify/database-tls';
import { runVerify, type Verification, type VerifyArguments } from '../verify/run';

/** `pegasus-backup verify`: the checks of a restore on any running system, read-only. */
export function verifyCommand(): Command {
  const command = new Command('verify')
    .description('Check a running system, read-only: references, object bytes, skew and the application')
    .addOption(
      option(
        '--database-url <url>',
        'database to check, postgresql://user@host:5432/name; its password comes from PGPASSWORD or ~/.pgpass, or is asked for',
        databaseUrl,
      ),
    )
    .addOption(
      new Option(
        '--database-tls <mode>',
        'as `sslmode` in the URL, `off` being `disable` (default: verify-full, for the authorities of this computer and of RDS; off for a database on this computer)',
      ).choices(TLS_MODES),
    )
    .addOption(
      option(
        '--database-secret <arn>',
        'database to check, by its secret in Secrets Manager: JSON as RDS writes it',
        (text) => arn(text, 'secret'),
      ).conflicts(['databaseUrl', 'databaseTls']),
    )
    .addOption(
      option(
        '--bucket <name>',
        'bucket that its rows refer to, NAME or s3://NAME/PREFIX',
        bucket,
      ).makeOptionMandatory(),
    )
    .addOption(option('--prefix <prefix>', 'only keys below this prefix (default: the whole bucket)', prefix))
    .addOption(
      timeOption(
        '--at <time>',
        'compare a database that was restored to this time, ISO 8601 with time zone, with the objects stored before that second; of a snapshot, give the second after its date (default: now)',
      ).conflicts('applicationUrl'),
    )
    .option(
      '--references <json>',
      'columns that refer to objects, such as [{"table":"artifacts","column":"storage_path"}], or a file with them (default: those of Pegasus)',
    )
    .addOption(
      option(
        '--bytes <pct>',
        'detect corruption above PCT percent of the objects, or `all` to read each one (default: a sample)',
        wantedBytes,
      ),
    )
    .option(
      '--baseline <file>',
      'ignore references that were broken before: a file of `baselines/` in the evidence bucket',
    )
    .addOption(
      option(
        '--application-url <url>',
        'check the application too, with the token in the environment variable WRITE_TOKEN',
        (text) => applicationUrl(text, true),
      ),
    )
    .option('--allow-empty', 'continue although there is neither an object nor a row that could refer to one', false)
    .addOption(jsonOption());
  return withRequests(command).action(async ({ bucket, prefix, ...options }: GivenVerifyArguments) => {
    process.exitCode = await verify({ ...options, ...locationGiven(bucket, prefix) });
  });
}

type GivenVerifyArguments = Omit<VerifyArguments, keyof Location> &
  Pick<GivenRewindArguments, keyof Location> & { readonly json?: string };

function wantedBytes(text: string): WantedBytes {
  if (text === 'all') return 'all';
  try {
    return { percent: percentage(text, 0.01, 10) };
  } catch (error) {
    throw new Unfit(`${(error as Error).message}, or \`all\``);
  }
}

async function verify({ json, ...options }: VerifyArguments & { readonly json?: string }): Promise<ExitCode> {
  const result = await runVerify(options, new Progress()).catch((error: unknown) => {
    const refused: readonly string[] = [ErrorName.HISTORY_TOO_SHORT, ErrorName.NOTHING_TO_PROVE];
    throw error instanceof PegasusError && refused.includes(error.name) ? new BadArguments(error.message) : error;
  });
  for (const line of linesOf(result)) say(line);
  writeResult(json, result);
  return result.verdict === 'verified' ? ExitCode.VERIFIED : ExitCode.WRONG;
}

function linesOf({ verdict, checks, at, seconds, bucket, prefix }: Verification): string[] {
  const lines = checks.map(({ name, outcome, observed }) => `${outcome.padEnd(15)} ${name}: ${observed}`);
  const notPassed = checks.filter(didNotPass).length;
  const said = notPassed === 0 ? '' : `${notPassed} of ${checks.length} checks did not pass; `;
  return [...lines, `${verdict}: ${said}the database and s3://${bucket}/${prefix} at ${at}, in ${seconds} s`];
}
