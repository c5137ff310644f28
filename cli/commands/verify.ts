import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { didNotPass } from '../../domain/checks/check';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { BadArguments, ExitCode } from '../exit-code';
import { Progress } from '../progress';
import { runVerify, type Verification, type VerifyArguments } from '../verify/run';

/** `pegasus-backup verify`: the checks of a restore on any running system, read-only. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('Check a running system, read-only: references, object bytes, skew and the application')
    .requiredOption('--database-url <url>', 'database to check, postgresql://user:password@host:5432/name')
    .requiredOption('--bucket <name>', 'bucket that its rows refer to')
    .option('--prefix <prefix>', 'only keys with this prefix', '')
    .option('--at <time>', 'compare with the objects at this time, ISO 8601 with time zone (default: now)')
    .option(
      '--references <json>',
      'columns that refer to objects, such as [{"table":"artifacts","column":"storage_path"}] (default: those of Pegasus)',
    )
    .option(
      '--bytes <pct>',
      'detect corruption above PCT percent of the objects, or `all` to read each one (default: a sample)',
    )
    .option(
      '--baseline <file>',
      'ignore references that were broken before: a file of `baselines/` in the evidence bucket',
    )
    .option(
      '--application-url <url>',
      'check the application too, with the token in the environment variable WRITE_TOKEN',
    )
    .option('--endpoint-url <url>', 'custom endpoint URL')
    .option('--region <region>', 'AWS Region (default: from the environment)')
    .option('--json <file>', 'write the result to a JSON file')
    .action(async (options: VerifyArguments & { readonly json?: string }) => {
      process.exitCode = await verify(options);
    });
}

async function verify({ json, ...options }: VerifyArguments & { readonly json?: string }): Promise<ExitCode> {
  const result = await runVerify(options, new Progress()).catch((error: unknown) => {
    const refused = error instanceof PegasusError && error.name === ErrorName.HISTORY_TOO_SHORT;
    throw refused ? new BadArguments(error.message) : error;
  });
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
  for (const line of linesOf(result)) console.log(line);
  return result.verdict === 'verified' ? ExitCode.VERIFIED : ExitCode.WRONG;
}

function linesOf({ verdict, checks, at, seconds, bucket, prefix }: Verification): string[] {
  const lines = checks.map(({ name, outcome, observed }) => `${outcome.padEnd(15)} ${name}: ${observed}`);
  const notPassed = checks.filter(didNotPass).length;
  const said = notPassed === 0 ? '' : `${notPassed} of ${checks.length} checks did not pass; `;
  return [...lines, `${verdict}: ${said}the database and s3://${bucket}/${prefix} at ${at}, in ${seconds} s`];
}
