import { SFNClient } from '@aws-sdk/client-sfn';
import { Command, Option } from 'commander';
import { SCOPES } from '../../domain/request/restore-request';
import { parseTargetTime } from '../../domain/request/target-time';
import type { RestoreRequest, RestoreScope } from '../../domain/workflow/workflow';
import { Executions } from '../../runtime/execution/executions';
import { followToTheEnd } from '../execution/follow';
import { type StateMachineArguments, stateMachineOf, withStateMachine } from '../execution/state-machine-options';
import { BadArguments } from '../exit-code';

/** Steps take minutes on AWS: polling every two seconds is often enough, and cheap. */
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
    .description('Start a restore of a deployed stack')
    .option('--to <time>', 'target time, ISO 8601 with time zone, such as 2026-11-23T04:00:00Z')
    .option('--snapshot <id>', 'restore from this database snapshot instead of to a target time')
    .requiredOption('--reason <text>', 'reason, printed in the report')
    .option('--requested-by <name>', 'name of the requester', process.env.USER)
    .option('--incident-start <time>', 'start of the incident, ISO 8601 with time zone')
    .addOption(
      new Option('--scope <scope>', 'stores to restore, both by default; the other one stays as it is').choices(SCOPES),
    )
    .option(
      '--drill',
      'run a drill: leave production as it is; without --to, restore to the latest possible time',
      false,
    )
    .option('--follow', 'wait until the restore ends; exit with its verdict', false)
    .option('--again', 'repeat a request that has already been verified', false);
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
  if (to !== undefined && snapshot !== undefined)
    throw new BadArguments('`--to` and `--snapshot` are mutually exclusive.');
  if (to === undefined && snapshot === undefined && !drill) {
    throw new BadArguments('Give `--to TIME` or `--snapshot ID`; only a `--drill` may omit both.');
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
  // A drill changes nothing, so it may be repeated.
  const started =
    again || drill
      ? { executionArn: await executions.start(arn, request), verified: false }
      : await executions.startOnce(arn, request);
  const { executionArn, verified } = started;
  if (verified) {
    throw new BadArguments(
      `This request has already been carried out and verified: ${executionArn}. Add \`--again\` to repeat it; everything ` +
        'written since is lost.',
    );
  }
  console.log(`started ${executionArn}`);
  return follow ? await followToTheEnd(executions, executionArn) : undefined;
}
