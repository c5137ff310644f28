import { Command, Option } from 'commander';
import { BadArguments } from '../cli/exit-code';
import { option } from '../cli/options/option';
import { assertRegion } from '../cli/options/region';
import { name } from '../domain/arguments/text';
import { Unfit } from '../domain/arguments/unfit';
import type { CheckOptions } from './check';
import { costOfOneCheck } from './cost';
import { NOT_RUN_ON_AWS } from './names';

function account(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new Unfit('must be the 12 digits of the sandbox account');
  return text;
}

export function command(): Command {
  return new Command('npm run aws-check --')
    .description(
      `Deploy the smallest environment to a sandbox account, run a drill there, compare its report with that of this machine, and remove everything. ${NOT_RUN_ON_AWS} One check costs ${costOfOneCheck()}.`,
    )
    .addOption(option('--account <digits>', 'the sandbox account; must be that of the credentials', account))
    .addOption(option('--region <region>', 'its Region, which must be bootstrapped for the CDK', name))
    .option('--keep', 'leave the stack where it is, to look at it', false)
    .addOption(new Option('--remove', 'only remove what checks have left').default(false).conflicts('keep'))
    .option('--dry-run', 'print plan and cost, and ask nothing of AWS', false)
    .addHelpText(
      'after',
      '\nExit codes: 0 both drills verified and alike, nothing left; 1 they differ, one failed, or something is left; 2 usage error, nothing touched; 3 could not run. Ctrl-C removes what was made.\n\nExample:\n  npm run aws-check -- --account 123456789012 --region eu-central-1 --dry-run',
    );
}

/** @throws BadArguments */
export function readOptions(argv: readonly string[]): CheckOptions {
  const given = command().parse(argv).opts<CheckOptions>();
  for (const one of ['account', 'region'] as const) {
    if (given[one] === undefined) {
      throw new BadArguments(`\`--${one}\` is missing: type it, so that nothing is made where it was not meant to be.`);
    }
  }
  assertRegion(given);
  return given;
}
