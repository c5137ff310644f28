import { userInfo } from 'node:os';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Command, Option } from 'commander';
import { ACTIONS, decisionKey, whyRefused } from '../../domain/workflow/decision';
import type { Decision } from '../../domain/workflow/workflow';
import { Executions } from '../../runtime/execution/executions';
import { findWaiting, tokenAt } from '../execution/find-waiting';
import { type StateMachineArguments, withStateMachine } from '../execution/state-machine-options';
import { BadArguments, ExitCode } from '../exit-code';

const LOOK_MILLISECONDS = 1_000;

interface DecideArguments extends StateMachineArguments, Pick<Decision, 'action' | 'by' | 'reason'> {
  readonly execution?: string;
}

/** `pegasus-backup decide`: the operator's decision on a restore that is paused, with traffic frozen. */
export function decideCommand(): Command {
  const command = new Command('decide')
    .description('Resolve a paused restore: retry, next candidate, accept or abort')
    .addOption(
      new Option('--action <action>', 'how the restore continues').choices(Object.keys(ACTIONS)).makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'reason, printed in the report')
    .option('--by <name>', 'name of the operator who decides', userInfo().username)
    .option('--execution <arn>', 'execution to resolve, when more than one restore waits');
  return withStateMachine(command).action(async (options: DecideArguments) => {
    process.exitCode = await decide(options);
  });
}

async function decide({ action, by, reason, ...which }: DecideArguments): Promise<ExitCode> {
  const executions = new Executions(new SFNClient({ endpoint: which.endpointUrl }), LOOK_MILLISECONDS);
  const waiting = await findWaiting('AwaitDecision', which, executions);
  const { plan, failure, attempt = 0, candidate = 0, attempts = [] } = waiting.workflow;
  const decision: Decision = { action, by, at: new Date().toISOString(), reason };
  // Only the state machine knows whether a second person must decide; the rest is checked before anything is sent.
  const refusal = failure && whyRefused(decision, { failure, plan, attempt, candidate, attempts, hold: 'operator' });
  if (refusal !== undefined) throw new BadArguments(`The decision would be refused: ${refusal}.`);

  const diagnosed = await executions.answersOf('DiagnoseFailure', waiting.execution);
  const token = await tokenAt(decisionKey(plan, attempt), waiting, which.endpointUrl);
  await executions.answer(token, decision);
  const diagnosis = (await executions.nextAnswer('DiagnoseFailure', waiting.execution, diagnosed.length))?.diagnosis;
  console.log(diagnosis?.reason ?? 'The execution ended before it received the decision.');
  return diagnosis === undefined || diagnosis.action === 'hold' ? ExitCode.WRONG : ExitCode.VERIFIED;
}
