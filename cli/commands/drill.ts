import { join } from 'node:path';
import { Command, Option } from 'commander';
import { SCOPES } from '../../domain/request/restore-request';
import { parseTargetTime } from '../../domain/request/target-time';
import type { RestoreScope } from '../../domain/workflow/workflow';
import { DATABASES, type DatabaseChoice } from '../../local/drill/databases/drill-database';
import { ALL_FAULTS, findFault } from '../../local/drill/faults/faults';
import { summarise } from '../../local/drill/summary';
import { BadArguments, ExitCode } from '../exit-code';
import { jsonOption, textOption, wholeOption } from '../options/common';
import { folderToWrite, writeResult } from '../options/files-to-write';
import { option } from '../options/option';
import { say } from '../terminal';

/** `pegasus-backup drill`: a restore on this machine, with real Postgres and versioned objects; no AWS account. */
export function drillCommand(): Command {
  return new Command('drill')
    .description('Damage a Postgres database and a bucket on this machine, and restore both with the state machine')
    .addOption(wholeOption('--lectures <n>', 'number of lectures to seed', 1).default(200))
    .addOption(
      wholeOption('--seed <n>', 'random seed; the same seed gives the same lectures and incident', 0).default(1),
    )
    .option('--fault <name>', `inject a fault:\n${ALL_FAULTS.map((f) => `  ${f.name}: ${f.description}`).join('\n')}`)
    .addOption(
      new Option('--from <point>', 'restore to the target time, or from a snapshot')
        .choices(['time', 'snapshot'])
        .default('time'),
    )
    .addOption(
      new Option('--scope <scope>', 'stores to damage and restore; the other one stays as it is')
        .choices(SCOPES)
        .default('both'),
    )
    .option(
      '--isolated',
      'run the drill of a deployed stack: damage nothing, and check that production is unchanged',
      false,
    )
    .addOption(new Option('--database <kind>', 'kind of database').choices(DATABASES).default('instance'))
    .addOption(textOption('--app-command <command>', 'run this application instead of the sample application', 10_000))
    .addOption(jsonOption())
    .addOption(
      option(
        '--report <directory>',
        'copy report.html, report.md, report.json, their seal, signature and signing-key.pem to this directory',
        folderToWrite,
      ),
    )
    .option('--keep', 'keep the temporary folder (Postgres data and logs)', false)
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
      `\`--fault ${fault}\` is unknown: give one of ${ALL_FAULTS.map(({ name }) => name).join(', ')}.`,
    );
  }
  if (fault !== undefined && options.isolated) {
    throw new BadArguments('`--fault` and `--isolated` are mutually exclusive.');
  }
  if (options.scope !== 'both' && (options.isolated || fault !== undefined)) {
    throw new BadArguments('`--scope` cannot be combined with `--isolated` or `--fault`.');
  }
  if (options.scope === 'objects' && options.from === 'snapshot') {
    throw new BadArguments(
      '`--from snapshot` restores the database, which `--scope objects` leaves as it is: remove one of them.',
    );
  }
  // Loaded here: only the drill needs the constructs and Postgres.
  const { runDrill } = await import('../../local/drill/drill.js');
  const result = await runDrill({ ...options, fault, applicationCommand: appCommand }, say);
  for (const line of summarise(result)) say(line);
  const { report } = options;
  say(
    `Report              ${report === undefined ? 'not kept; keep it with `--report DIR`' : join(report, 'report.md')}`,
  );
  if (report !== undefined) {
    const [file, key] = [join(report, 'report.json'), join(report, 'signing-key.pem')];
    say(`Check it            pegasus-backup verify-report ${file} --public-key ${key}`);
  }
  writeResult(json, result);
  return result.verdict === 'verified' ? ExitCode.VERIFIED : ExitCode.WRONG;
}

/** A drill sets its own target time; the error says why a given one cannot be reached. */
function refuseTime(text: string): never {
  const time = parseTargetTime(text, Date.now());
  throw new BadArguments(
    `The target time \`${time}\` is before the first backup: a drill creates its database when it starts, and sets the target time itself. Remove \`--to\`.`,
  );
}
