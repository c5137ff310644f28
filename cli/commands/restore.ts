import { SFNClient } from '@aws-sdk/client-sfn';
import { Command, Option } from 'commander';
import { SCOPES } from '../../domain/request/restore-request';
import { parseTargetTime } from '../../domain/request/target-time';
import type { RestoreRequest, RestoreScope } from '../../domain/workflow/workflow';
import { Executions } from '../../runtime/execution/executions';
import { followToTheEnd } from '../execution/follow';
import { type StateMachineArguments, stateMachineOf, withStateMachine } from '../execution/state-machine-options';
import { BadArguments } from '../exit-code';

/** A minute of waiting inside a step is nothing on AWS: looking every other second costs little. */
const LOOK_MILLISECONDS = 2_000;

interface RestoreArguments extends StateMachineArguments {
  readonly to?: string;
  readonly snapshot?: string;
  readonly reason: string;
  readonly requestedBy?: string;
  readonly incidentStart?: string;
  readonly scope?: RestoreScope;
  readonly drill: boolean;
  readonly follow: boolean;
  readonly again: boolean;
}

/** `pegasus-backup restore`: starts the deployed state machine, as the console would. */
export function restoreCommand(): Command {
  const command = new Command('restore')
    .description('start the deployed restore state machine: database and bucket back to one moment')
    .option('--to <time>', 'target time, ISO 8601 with a zone, as 2026-11-23T04:00:00Z')
    .option('--snapshot <id>', 'a database snapshot to start from, instead of a time')
    .requiredOption('--reason <text>', 'why; it stands in the report')
    .option('--requested-by <name>', 'who asks for it', process.env.USER)
    .option('--incident-start <time>', 'when the incident began')
    .addOption(new Option('--scope <scope>', 'what goes back; the other store stays (default: both)').choices(SCOPES))
    .option('--drill', 'touch nothing of production; without --to the machine chooses the time', false)
    .option('--follow', 'wait for the end; the exit code is the verdict', false)
    .option('--again', 'carry out once more what was verified before', false);
  return withStateMachine(command).action(async (options: RestoreArguments) => {
    process.exitCode = await restore(options);
  });
}

async function restore({
  to,
  snapshot,
  drill,
  follow,
  again,
  stateMachine,
  stack,
  endpointUrl,
  ...rest
}: RestoreArguments) {
  if (to !== undefined && snapshot !== undefined) throw new BadArguments('Give either `--to TIME` or `--snapshot ID`.');
  if (to === undefined && snapshot === undefined && !drill) {
    throw new BadArguments('Give `--to TIME` or `--snapshot ID`; only a `--drill` may leave it to the machine.');
  }
  const time = (text: string | undefined) => text && parseTargetTime(text, Date.now());
  const mode = drill ? 'drill' : undefined;
  const request: RestoreRequest = {
    ...rest,
    mode,
    snapshot,
    targetTime: time(to),
    incidentStart: time(rest.incidentStart),
  };
  const arn = await stateMachineOf({ stateMachine, stack, endpointUrl });
  const executions = new Executions(new SFNClient({ endpoint: endpointUrl }), LOOK_MILLISECONDS);
  // A drill may be repeated: it changes nothing.
  const started =
    again || drill
      ? { executionArn: await executions.start(arn, request), verified: false }
      : await executions.startOnce(arn, request);
  const { executionArn, verified } = started;
  if (verified) {
    throw new BadArguments(
      `This very request was carried out before and verified: ${executionArn}. To do it once more, and lose what was ` +
        'written since, add `--again`.',
    );
  }
  console.log(`started ${executionArn}`);
  return follow ? await followToTheEnd(executions, executionArn) : undefined;
}
