import { userInfo } from 'node:os';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Command, Option } from 'commander';
import { DECISIONS, type DecisionRequest } from '../../domain/workflow/decision-request';
import { ErrorName } from '../../domain/workflow/errors';
import { Executions } from '../../runtime/execution/executions';
import { type StateMachineArguments, withStateMachine } from '../execution/state-machine-options';
import { theWaiting } from '../execution/the-waiting';
import { BadArguments } from '../exit-code';

const LOOK_MILLISECONDS = 500;

interface DecideArguments extends StateMachineArguments, Pick<DecisionRequest, 'action' | 'by' | 'reason'> {
  readonly execution?: string;
}

/** `pegasus-backup decide`: starts the decision state machine of the deployed stack, as the console would. */
export function decideCommand(): Command {
  const command = new Command('decide')
    .description('Approve a restore, or resolve a paused one: retry, next candidate, accept or abort')
    .addOption(
      new Option('--action <action>', 'how the restore continues; abort also refuses an approval')
        .choices(DECISIONS)
        .makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'reason, printed in the report')
    .option('--by <name>', 'name for the report, a label: who may decide is for IAM', userInfo().username)
    .option('--execution <arn>', 'execution to decide on, when more than one restore waits');
  return withStateMachine(command).action(decide);
}

async function decide({ action, by, reason, ...which }: DecideArguments): Promise<void> {
  const executions = new Executions(new SFNClient({ endpoint: which.endpointUrl }), LOOK_MILLISECONDS);
  const waiting = await theWaiting(which, executions);
  const request: DecisionRequest = { run: waiting.execution, action, reason, by };
  const decision = await executions.start(waiting.plan.decisionStateMachine, request);
  const { status, error, cause, output } = await executions.ended(decision);
  if (status === 'SUCCEEDED') {
    console.log(`${JSON.parse(output ?? '{}').message} Decided in ${decision}`);
    return;
  }
  const said = `${cause ?? error ?? status} (${decision})`;
  throw error === ErrorName.DECISION_REFUSED ? new BadArguments(said) : new Error(said);
}
