import { SFNClient } from '@aws-sdk/client-sfn';
import { Command, Option } from 'commander';
import { thaw } from '../../domain/arguments/thaw';
import { acceptRequest, REASON_LIMIT, SCOPES } from '../../domain/request/restore-request';
import type { NamedUploads, RestoreRequest, RestoreScope } from '../../domain/workflow/workflow';
import { Executions } from '../../runtime/execution/executions';
import { followToTheEnd } from '../execution/follow';
import { type StateMachineArguments, stateMachineOf, withStateMachine } from '../execution/state-machine-options';
import { BadArguments } from '../exit-code';
import { NAME_LIMIT, textOption, timeOption } from '../options/common';
import { option } from '../options/option';
import { type NamedKeysArguments, withNamedKeys } from '../rewind/named-keys';
import { say } from '../terminal';

/** Steps take minutes on AWS: polling every two seconds is often enough, and cheap. */
const LOOK_MILLISECONDS = 2_000;

interface RestoreArguments extends StateMachineArguments, NamedKeysArguments {
  readonly to?: string;
  readonly snapshot?: string;
  readonly reason: string;
  readonly requestedBy?: string;
  readonly incidentStart?: string;
  readonly scope?: RestoreScope;
  readonly thaw?: string;
  readonly drill: boolean;
  readonly follow: boolean;
  readonly again: boolean;
}

/** `pegasus-backup restore`: starts the deployed state machine, as the console would. */
export function restoreCommand(): Command {
  const command = withNamedKeys(new Command('restore'))
    .description('Start a restore of a deployed stack')
    .addOption(timeOption('--to <time>', 'target time, ISO 8601 with time zone, such as 2026-11-23T04:00:00Z'))
    .addOption(
      textOption('--snapshot <id>', 'restore from this database snapshot instead of to a target time', 255).conflicts(
        'to',
      ),
    )
    .addOption(textOption('--reason <text>', 'reason, printed in the report', REASON_LIMIT).makeOptionMandatory())
    .addOption(textOption('--requested-by <name>', 'name of the requester', NAME_LIMIT).default(process.env.USER))
    .addOption(timeOption('--incident-start <time>', 'start of the incident, ISO 8601 with time zone'))
    .addOption(
      new Option('--scope <scope>', 'stores to restore, both by default; the other one stays as it is').choices(SCOPES),
    )
    .addOption(
      option(
        '--thaw <tier>',
        'thaw archived objects before writes are frozen: expedited, standard or bulk, with days as standard:14 (default: 7)',
        (text) => thaw(text) && text,
      ),
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
  include = [],
  exclude = [],
  includeFile = [],
  excludeFile = [],
  ...rest
}: RestoreArguments) {
  if (to === undefined && snapshot === undefined && !drill) {
    throw new BadArguments('Give `--to TIME` or `--snapshot ID`; only a `--drill` may omit both.');
  }
  const named = listed({ include: [...include, ...includeFile], exclude: [...exclude, ...excludeFile] });
  const request: RestoreRequest = { ...rest, ...named, mode: drill ? 'drill' : undefined, snapshot, targetTime: to };
  assertAcceptable(request);
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
  say(`started ${executionArn}`);
  return follow ? await followToTheEnd(executions, executionArn) : undefined;
}

/** A request without names is the same as before there were any: it is known by what it says. */
const listed = ({ include, exclude }: NamedUploads): Partial<NamedUploads> => ({
  ...(include.length > 0 && { include }),
  ...(exclude.length > 0 && { exclude }),
});

/** What the first step of the state machine would refuse is refused here, in the words of the command line. */
function assertAcceptable(request: RestoreRequest): void {
  try {
    acceptRequest(request, new Date().toISOString());
  } catch (error) {
    throw new BadArguments((error as Error).message.replaceAll(/`(\w+)`/g, (word, field) => OPTIONS[field] ?? word));
  }
}

const OPTIONS: Readonly<Record<string, string>> = {
  targetTime: '`--to`',
  snapshot: '`--snapshot`',
  scope: '`--scope`',
  thaw: '`--thaw`',
  include: '`--include`',
  exclude: '`--exclude`',
  incidentStart: '`--incident-start`',
};
