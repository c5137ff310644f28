import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type Command, Option } from 'commander';
import { BadArguments } from '../exit-code';

/** Names the restore state machine, one way or the other. */
export interface StateMachineArguments {
  readonly stateMachine?: string;
  readonly stack?: string;
  readonly endpointUrl?: string;
}

const OUTPUT = 'RestoreStateMachineArn';

/** Adds the options of `StateMachineArguments`. */
export function withStateMachine(command: Command): Command {
  return command
    .option('--state-machine <arn>', `the stack’s output ${OUTPUT}`)
    .addOption(new Option('--stack <name>', 'the stack that has it').conflicts('stateMachine'))
    .option('--endpoint-url <url>', 'another endpoint than AWS');
}

/** @throws BadArguments when it is not named, or the stack has none */
export async function stateMachineOf({ stateMachine, stack, endpointUrl }: StateMachineArguments): Promise<string> {
  if (stateMachine !== undefined) return stateMachine;
  if (stack === undefined) throw new BadArguments('Give `--state-machine ARN` or `--stack NAME`.');
  const client = new CloudFormationClient({ endpoint: endpointUrl });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
  const found = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === OUTPUT)?.OutputValue;
  if (found !== undefined) return found;
  throw new BadArguments(`The stack ${stack} has no output ${OUTPUT}: give \`--state-machine ARN\`.`);
}
