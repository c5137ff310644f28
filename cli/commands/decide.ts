import { userInfo } from 'node:os';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Command, Option } from 'commander';
import { REASON_LIMIT } from '../../domain/request/restore-request';
import { DECISIONS, type DecisionRequest } from '../../domain/workflow/decision-request';
import { ErrorName } from '../../domain/workflow/errors';
import { byDigest, LOSS_LIMIT, type Loss, parseLosses } from '../../domain/workflow/losses';
import { nameDigest } from '../../domain/workflow/named';
import { quoted } from '../../domain/workflow/quoted';
import { Executions } from '../../runtime/execution/executions';
import { type ExecutionArguments, executionOption, withStateMachine } from '../execution/state-machine-options';
import { theWaiting } from '../execution/the-waiting';
import { BadArguments, ExitCode } from '../exit-code';
import { NAME_LIMIT, textOption } from '../options/common';
import { readJsonFile } from '../options/json-file';
import { say } from '../terminal';

const LOOK_MILLISECONDS = 500;

interface DecideArguments extends ExecutionArguments, Pick<DecisionRequest, 'action' | 'by' | 'reason'> {
  readonly losses?: string;
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
    .addOption(textOption('--reason <text>', 'reason, printed in the report', REASON_LIMIT).makeOptionMandatory())
    .option('--losses <file>', 'with --action accept-losses: JSON list of exactly what was found lost (losses.json)')
    .addOption(
      textOption('--by <name>', 'name for the report, a label: who may decide is for IAM', NAME_LIMIT).default(
        userInfo().username,
      ),
    )
    .addOption(executionOption('execution to decide on, when more than one restore waits'));
  return withStateMachine(command).action(async (options: DecideArguments) => {
    process.exitCode = await decide(options);
  });
}

async function decide({ action, by, reason, losses: file, ...which }: DecideArguments): Promise<ExitCode> {
  const losses = readLosses(action, file);
  const executions = new Executions(new SFNClient({ endpoint: which.endpointUrl }), LOOK_MILLISECONDS);
  const waiting = await theWaiting(which, executions);
  const request: DecisionRequest = { run: waiting.execution, action, reason, by, losses: losses?.map(byDigest) };
  const decision = await executions.start(waiting.plan.decisionStateMachine, request);
  const { status, error, cause, output } = await executions.ended(decision);
  if (status === 'SUCCEEDED') {
    say(`${JSON.parse(output ?? '{}').message} Decided in ${decision}`);
    return ExitCode.VERIFIED;
  }
  const said = `${withOwn(cause ?? error ?? String(status), losses)} (${decision})`;
  throw error === ErrorName.DECISION_REFUSED ? new BadArguments(said) : new Error(said);
}

/** The state machine names no key; those that were typed are known here. */
function withOwn(text: string, losses: readonly Loss[] = []): string {
  const names = losses.flatMap(({ key, row = key }) => [key, row]);
  return names.reduce((said, name) => said.replaceAll(nameDigest(name), () => quoted(name)), text);
}

/** A state machine is started with 256 KiB at most. */
const LARGEST = 250_000;

function readLosses(action: DecisionRequest['action'], file: string | undefined): readonly Loss[] | undefined {
  if ((action === 'accept-losses') !== (file !== undefined)) {
    throw new BadArguments('`--action accept-losses` and `--losses FILE` belong together: give both, or neither.');
  }
  if (file === undefined) return undefined;
  return readJsonFile(file, {
    option: '--losses',
    what: 'no list of losses',
    parse: parseLosses,
    advice: `Give a JSON list of 1 to ${LOSS_LIMIT} keys, or of {"key": "…", "row": "…"}.`,
    most: LARGEST,
  });
}
