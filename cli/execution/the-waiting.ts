import type { Executions } from '../../runtime/execution/executions';
import { type Waiting, waitingAt } from '../../runtime/execution/waiting-run';
import { BadArguments } from '../exit-code';
import { type ExecutionArguments, stateMachineOf } from './state-machine-options';

/**
 * The execution that waits for approval or a decision: the one that was named, or the only one of the state machine.
 * @throws BadArguments when there is none, or more than one
 */
export async function theWaiting(
  { execution, ...stateMachine }: ExecutionArguments,
  executions: Executions,
): Promise<Waiting> {
  const running = execution === undefined ? await executions.running(await stateMachineOf(stateMachine)) : [execution];
  const found = await Promise.all(running.map((arn) => waitingAt(arn, executions)));
  const [only, ...others] = found.filter((one) => one !== undefined);
  if (only === undefined) {
    throw new BadArguments('No restore waits for approval or a decision: it was decided, has expired, or has ended.');
  }
  if (others.length > 0) {
    const names = [only, ...others].map((one) => one.execution).join(', ');
    throw new BadArguments(`More than one restore waits: add \`--execution ARN\`, one of ${names}.`);
  }
  return only;
}
