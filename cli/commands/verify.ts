import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { didNotPass } from '../../domain/checks/check';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { BadArguments, ExitCode } from '../exit-code';
import { Progress } from '../progress';
import { runVerify, type Verification, type VerifyArguments } from '../verify/run';

/** `pegasus-backup verify`: the checks of a restore on any running system; it reads, and writes nothing anywhere. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('check a running system: rows against objects, bytes, skew, the application; writes nothing')
    .requiredOption('--database-url <url>', 'postgresql://user:password@host:5432/name')
    .requiredOption('--bucket <name>', 'the bucket that its rows refer to')
    .option('--prefix <prefix>', 'only keys that begin with it', '')
    .option('--at <time>', 'compare with the objects as they were then, ISO 8601 with a zone; default: now')
    .option('--references <json>', 'columns that hold paths: [{"table":"artifacts","column":"storage_path"}]')
    .option(
      '--bytes <bound>',
      'read so many objects that at most these percent can be bad, or `all`; default: a sample',
    )
    .option('--baseline <file>', 'what is broken already and no news: one of `baselines/` in the evidence bucket')
    .option('--application-url <url>', 'ask the application too; WRITE_TOKEN in the environment is sent along')
    .option('--endpoint-url <url>', 'another S3-compatible store')
    .option('--region <region>', 'where the environment does not say')
    .option('--json <file>', 'write the result as JSON')
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
