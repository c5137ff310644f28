import { ErrorName } from '../../domain/workflow/errors';
import type { Executions } from '../../runtime/execution/executions';
import { ExitCode } from '../exit-code';

/** Refused by PlanRestore before anything was touched: the arguments were bad, only the stores could know it. */
const REFUSALS: readonly string[] = [
  ErrorName.INVALID_REQUEST,
  ErrorName.TARGET_TIME_OUT_OF_RANGE,
  ErrorName.HISTORY_TOO_SHORT,
];

/** Prints each step when it is over, then the outcome. @returns the exit code that says the verdict */
export async function followToTheEnd(executions: Executions, executionArn: string): Promise<ExitCode> {
  for await (const { name, seconds } of executions.follow(executionArn)) {
    console.log(`${name.padEnd(18)} ${seconds.toFixed(1)} s`);
  }
  const { status, error, cause, output } = await executions.describe(executionArn);
  if (status === 'SUCCEEDED') {
    const { report } = JSON.parse(output ?? '{}');
    console.log(`verified: ${report?.summary} Report: s3://${report?.bucket}/${report?.markdown}`);
    return ExitCode.VERIFIED;
  }
  console.error(`error: ${status}: ${error}: ${cause}`);
  const refused = cause?.startsWith('PlanRestore:') && REFUSALS.includes(error ?? '');
  return refused ? ExitCode.BAD_ARGUMENTS : ExitCode.WRONG;
}
