import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Command, Option } from 'commander';
import { arn } from '../../domain/arguments/arn';
import { name } from '../../domain/arguments/text';
import type { Executions } from '../../runtime/execution/executions';
import { BadArguments } from '../exit-code';
import { withEndpoint } from '../options/common';
import { option } from '../options/option';

/** Names the restore state machine by ARN or by stack. */
export interface StateMachineArguments {
  readonly stateMachine?: string;
  readonly stack?: string;
  readonly endpointUrl?: string;
}

const OUTPUT = 'RestoreStateMachineArn';

/** One execution, or those of a state machine. */
export interface ExecutionArguments extends StateMachineArguments {
  readonly execution?: string;
}

/** @param description which execution, and when it must be given */
export function executionOption(description: string): Option {
  return option('--execution <arn>', description, (text) => arn(text, 'execution'));
}

/** Adds the options of `StateMachineArguments`. */
export function withStateMachine(command: Command): Command {
  command
    .addOption(
      option('--state-machine <arn>', `restore state machine; the output ${OUTPUT} of the stack`, (text) =>
        arn(text, 'stateMachine'),
      ),
    )
    .addOption(
      option('--stack <name>', 'stack that contains the restore state machine', name).conflicts('stateMachine'),
    );
  return withEndpoint(command);
}

/** @throws BadArguments when neither is given, or the stack lacks the output */
export async function stateMachineOf({ stateMachine, stack, endpointUrl }: StateMachineArguments): Promise<string> {
  if (stateMachine !== undefined) return stateMachine;
  if (stack === undefined) throw new BadArguments('Give `--state-machine ARN` or `--stack NAME`.');
  return await stackOutput(stack, OUTPUT, '--state-machine ARN', endpointUrl);
}

/**
 * @param otherwise what may be given instead
 * @throws BadArguments when there is no such stack, or it lacks the output
 */
export async function stackOutput(
  stack: string,
  output: string,
  otherwise: string,
  endpointUrl?: string,
): Promise<string> {
  const client = new CloudFormationClient({ endpoint: endpointUrl });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack })).catch((error: Error) => {
    throw /does not exist/.test(error.message)
      ? new BadArguments(`There is no stack ${stack}: check its name, the account and the Region.`)
      : error;
  });
  const found = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === output)?.OutputValue;
  if (found !== undefined) return found;
  throw new BadArguments(`The stack ${stack} has no output ${output}: give \`${otherwise}\`.`);
}

/**
 * The execution that is named, or the newest of the state machine.
 * @throws BadArguments when neither is given, or no execution was ever started
 */
export async function executionOf(
  { execution, ...stateMachine }: ExecutionArguments,
  executions: Pick<Executions, 'newest'>,
): Promise<string> {
  if (execution !== undefined) return execution;
  if (stateMachine.stateMachine === undefined && stateMachine.stack === undefined) {
    throw new BadArguments('Give `--execution ARN`, `--state-machine ARN` or `--stack NAME`.');
  }
  const newest = await executions.newest(await stateMachineOf(stateMachine));
  if (newest !== undefined) return newest;
  throw new BadArguments('The state machine has no executions: no restore was ever started.');
}
