import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type Command, Option } from 'commander';
import { BadArguments } from '../exit-code';

/** Names the restore state machine by ARN or by stack. */
export interface StateMachineArguments {
  readonly stateMachine?: string;
  readonly stack?: string;
  readonly endpointUrl?: string;
}

const OUTPUT = 'RestoreStateMachineArn';

/** Adds the options of `StateMachineArguments`. */
export function withStateMachine(command: Command): Command {
  return command
    .option('--state-machine <arn>', `restore state machine; the output ${OUTPUT} of the stack`)
    .addOption(new Option('--stack <name>', 'stack that contains the restore state machine').conflicts('stateMachine'))
    .option('--endpoint-url <url>', 'custom endpoint URL');
}

/** @throws BadArguments when neither is given, or the stack lacks the output */
export async function stateMachineOf({ stateMachine, stack, endpointUrl }: StateMachineArguments): Promise<string> {
  if (stateMachine !== undefined) return stateMachine;
  if (stack === undefined) throw new BadArguments('Give `--state-machine ARN` or `--stack NAME`.');
  const client = new CloudFormationClient({ endpoint: endpointUrl });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
  const found = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === OUTPUT)?.OutputValue;
  if (found !== undefined) return found;
  throw new BadArguments(`The stack ${stack} has no output ${OUTPUT}: give \`--state-machine ARN\`.`);
}
