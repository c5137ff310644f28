import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { BadArguments, ExitCode } from '../exit-code';
import { writeResult } from '../options/files-to-write';
import { say } from '../terminal';
import { linesOf, type RewindReport } from './result';

/** Usage errors: nothing was changed. */
const REFUSED: readonly string[] = [
  ErrorName.INVALID_REQUEST,
  ErrorName.HISTORY_TOO_SHORT,
  ErrorName.NOTHING_TO_PROVE,
  ErrorName.OBJECT_COPY_INCOMPLETE,
];

/** Prints a report and writes its JSON. @returns the exit code */
export async function answer(coming: Promise<RewindReport>, json: string | undefined): Promise<ExitCode> {
  const report = await coming.catch((error: unknown) => {
    throw error instanceof PegasusError && REFUSED.includes(error.name) ? new BadArguments(error.message) : error;
  });
  // First: what was done must be known also where the file cannot be written.
  for (const line of linesOf(report)) say(line);
  writeResult(json, report);
  return report.verdict === 'failed' ? ExitCode.WRONG : ExitCode.VERIFIED;
}
