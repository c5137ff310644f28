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

/** `pegasus-backup decide`: the word for a restore that waits, frozen, for somebody's decision. */
export function decideCommand(): Command {
  const command = new Command('decide')
    .description(
      'resolve a paused restore: retry, next candidate, accept or abort; the state machine says what became of it',
    )
    .addOption(new Option('--action <action>', 'what to do').choices(Object.keys(ACTIONS)).makeOptionMandatory())
    .requiredOption('--reason <text>', 'why; it stands in the report')
    .option('--by <name>', 'who decides', userInfo().username)
    .option('--execution <arn>', 'where more than one restore waits');
  return withStateMachine(command).action(async (options: DecideArguments) => {
    process.exitCode = await decide(options);
  });
}

async function decide({ action, by, reason, ...which }: DecideArguments): Promise<ExitCode> {
  const executions = new Executions(new SFNClient({ endpoint: which.endpointUrl }), LOOK_MILLISECONDS);
  const waiting = await findWaiting('AwaitDecision', which, executions);
  const { plan, failure, attempt = 0, candidate = 0, attempts = [] } = waiting.workflow;
  const decision: Decision = { action, by, at: new Date().toISOString(), reason };
  // Whether somebody else must decide only the machine knows; everything else can be said before anything is sent.
  const refusal = failure && whyRefused(decision, { failure, plan, attempt, candidate, attempts, hold: 'operator' });
  if (refusal !== undefined) throw new BadArguments(`The decision would be refused: ${refusal}.`);

  const diagnosed = await executions.answersOf('DiagnoseFailure', waiting.execution);
  const token = await tokenAt(decisionKey(plan, attempt), waiting, which.endpointUrl);
  await executions.answer(token, decision);
  const diagnosis = (await executions.nextAnswer('DiagnoseFailure', waiting.execution, diagnosed.length))?.diagnosis;
  console.log(diagnosis?.reason ?? 'The execution has ended before it heard the decision.');
  return diagnosis === undefined || diagnosis.action === 'hold' ? ExitCode.WRONG : ExitCode.VERIFIED;
}
