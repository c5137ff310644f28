import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { SCOPES } from '../../domain/request/restore-request';
import { parseTargetTime } from '../../domain/request/target-time';
import type { RestoreScope } from '../../domain/workflow/workflow';
import { DATABASES, type DatabaseChoice } from '../../local/drill/databases/drill-database';
import { ALL_FAULTS, findFault } from '../../local/drill/faults/faults';
import { summarise } from '../../local/drill/summary';
import { BadArguments, ExitCode } from '../exit-code';

/** `pegasus-backup drill`: the whole restore on this machine, with real Postgres and versioned objects; no AWS account. */
export function drillCommand(): Command {
  return new Command('drill')
    .description('damage a real database and a real bucket on this machine, and restore both through the state machine')
    .option('--lectures <n>', 'how many lectures to seed', wholeNumber(1), 200)
    .option('--seed <n>', 'the same seed gives the same lectures and the same incident', wholeNumber(0), 1)
    .option(
      '--fault <name>',
      `break something on purpose:\n${ALL_FAULTS.map((f) => `  ${f.name}: ${f.description}`).join('\n')}`,
    )
    .addOption(
      new Option('--from <point>', 'what the restore is asked for').choices(['time', 'snapshot']).default('time'),
    )
    .addOption(
      new Option('--scope <scope>', 'what is damaged and brought back; the other store stays')
        .choices(SCOPES)
        .default('both'),
    )
    .option('--isolated', 'damage nothing: a drill as in a real account, which must leave production as it is', false)
    .addOption(
      new Option('--database <kind>', 'what kind of database is restored').choices(DATABASES).default('instance'),
    )
    .option('--app-command <command>', 'run this application instead of the sample')
    .option('--json <file>', 'write the result as JSON')
    .option('--report <directory>', 'copy report.html, report.md, report.json and their seal there')
    .option('--keep', 'leave the temporary folder (stores, logs, evidence) where it is', false)
    .addOption(new Option('--to <time>').hideHelp())
    .action(async (options: DrillArguments) => {
      process.exitCode = await drill(options);
    });
}

interface DrillArguments {
  readonly lectures: number;
  readonly seed: number;
  readonly fault?: string;
  readonly from: 'time' | 'snapshot';
  readonly database: DatabaseChoice;
  readonly scope: RestoreScope;
  readonly isolated: boolean;
  readonly appCommand?: string;
  readonly json?: string;
  readonly report?: string;
  readonly keep: boolean;
  readonly to?: string;
}

async function drill({ json, fault, appCommand, to, ...options }: DrillArguments): Promise<ExitCode> {
  if (to !== undefined) refuseTime(to);
  if (fault !== undefined && !findFault(fault)) {
    throw new BadArguments(
      `\`--fault ${fault}\` is not known; one of ${ALL_FAULTS.map(({ name }) => name).join(', ')}.`,
    );
  }
  if (fault !== undefined && options.isolated) {
    throw new BadArguments('`--fault` breaks production, and `--isolated` leaves it alone: leave one of them out.');
  }
  if (options.scope !== 'both' && (options.isolated || fault !== undefined)) {
    throw new BadArguments('`--scope` is for an incident of its own: leave `--isolated` and `--fault` out.');
  }
  if (options.scope === 'objects' && options.from === 'snapshot') {
    throw new BadArguments('`--from snapshot` is of the database, which `--scope objects` leaves as it is.');
  }
  // Loaded here: the constructs and Postgres are the drill's alone.
  const { runDrill } = await import('../../local/drill/drill.js');
  const result = await runDrill({ ...options, fault, applicationCommand: appCommand }, (line) => console.log(line));
  for (const line of summarise(result)) console.log(line);
  const { report } = options;
  console.log(`Report              ${report === undefined ? 'kept with `--report DIR`' : join(report, 'report.md')}`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
  return result.verdict === 'verified' ? ExitCode.VERIFIED : ExitCode.WRONG;
}

/** A drill notes its target time itself; whoever gives one is told why that one cannot be had. */
function refuseTime(text: string): never {
  const time = parseTargetTime(text, Date.now());
  throw new BadArguments(
    `The target time \`${time}\` lies before the first backup: a drill makes its database when it starts, and notes the target time itself. Leave \`--to\` out.`,
  );
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`A whole number from ${least} is allowed.`);
  };
}
