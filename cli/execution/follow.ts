import { ErrorName } from '../../domain/workflow/errors';
import type { Executions } from '../../runtime/execution/executions';
import { ExitCode } from '../exit-code';
import { complain, say } from '../terminal';
import { sayCandidate } from './say-candidate';

/** Refused by PlanRestore with nothing changed: usage errors that only the stores can detect. */
const REFUSALS: readonly string[] = [
  ErrorName.INVALID_REQUEST,
  ErrorName.TARGET_TIME_OUT_OF_RANGE,
  ErrorName.HISTORY_TOO_SHORT,
];

/** Prints each step when it ends, then the outcome. @returns the exit code of the verdict */
export async function followToTheEnd(executions: Executions, executionArn: string): Promise<ExitCode> {
  for await (const { name, seconds } of executions.follow(executionArn)) {
    say(`${name.padEnd(18)} ${seconds.toFixed(1)} s`);
  }
  for (const line of sayCandidate((await executions.lastEntered(executionArn)).workflow)) say(line);
  const { status, error, cause, output } = await executions.describe(executionArn);
  if (status === 'SUCCEEDED') {
    const { report } = JSON.parse(output ?? '{}');
    say(`verified: ${report?.summary} Report: s3://${report?.bucket}/${report?.markdown}`);
    return ExitCode.VERIFIED;
  }
  complain(`error: ${status}: ${error}: ${cause}`);
  const refused = cause?.startsWith('PlanRestore:') && REFUSALS.includes(error ?? '');
  return refused ? ExitCode.BAD_ARGUMENTS : ExitCode.WRONG;
}
