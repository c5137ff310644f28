import { parseArgs } from 'node:util';
import { CommanderError } from 'commander';
import { ErrorName, PegasusError } from '../domain/workflow/errors';
import { BadArguments, ExitCode } from './exit-code';
import { isNeeded } from './options/files-apart';
import { ResultNotWritten, writeResult } from './options/files-to-write';
import { program } from './program';
import { complain, watchOutput } from './terminal';
import { isOfTheRequest, sentenceOf } from './trouble';

/** What `--json` has where nothing was verified: exit codes 2 and 3. */
export interface NotRun {
  readonly verdict: 'refused' | 'could not run';
  readonly error: string;
}

/** @param argv as `process.argv` */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  process.exitCode = undefined;
  const output = watchOutput();
  try {
    await program().parseAsync(argv);
    output.assertWritten();
    return (process.exitCode ?? ExitCode.VERIFIED) as ExitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return ExitCode.VERIFIED;
    const sentence = sentenceOf(error);
    // Commander has printed its own errors.
    if (!(error instanceof CommanderError)) complain(`error: ${sentence}`);
    const exitCode = exitCodeOf(error);
    const verdict = exitCode === ExitCode.BAD_ARGUMENTS ? 'refused' : 'could not run';
    if (!(error instanceof ResultNotWritten)) writeJson(argv, { verdict, error: sentence });
    return exitCode;
  } finally {
    output.close();
  }
}

function exitCodeOf(error: unknown): ExitCode {
  const refused = error instanceof PegasusError && error.name === ErrorName.INVALID_REQUEST;
  const usage = refused || error instanceof BadArguments || error instanceof CommanderError || isOfTheRequest(error);
  return usage ? ExitCode.BAD_ARGUMENTS : ExitCode.COULD_NOT_RUN;
}

/** Read from the arguments themselves: the command may have failed before it had read this one. */
function writeJson(argv: readonly string[], result: NotRun): void {
  const options = { json: { type: 'string' } } as const;
  const { json } = parseArgs({ args: argv.slice(2), options, strict: false, allowPositionals: true }).values;
  if (typeof json !== 'string' || isNeeded(json, argv)) return;
  try {
    writeResult(json, result);
  } catch (error) {
    // That it cannot be written may be why nothing was done.
    if (!result.error.startsWith('`--json ')) complain(`error: ${(error as Error).message}`);
  }
}
