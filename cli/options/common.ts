import type { Command, Option } from 'commander';
import { wholeBucket } from '../../domain/arguments/location';
import { text } from '../../domain/arguments/text';
import { endpointUrl } from '../../domain/arguments/url';
import { wholeNumber } from '../../domain/arguments/whole-number';
import { REQUESTED_BY_LIMIT } from '../../domain/request/restore-request';
import { parseTargetTime } from '../../domain/request/target-time';
import { BadArguments } from '../exit-code';
import { fileToWrite, folderToWrite } from './files-to-write';
import { option } from './option';
import { assertRegion, regionOption } from './region';

/** S3 answers no request of a clock that is further away from its own. */
const CLOCKS_APART_MS = 15 * 60_000;

export const NAME_LIMIT = REQUESTED_BY_LIMIT;

export const jsonOption = (): Option =>
  option('--json <file>', 'write the result to a JSON file, whatever the exit code', fileToWrite);

export const wholeOption = (flags: string, description: string, least: number, most?: number): Option =>
  option(flags, description, (text) => wholeNumber(text, least, most));

export const textOption = (flags: string, description: string, most: number): Option =>
  option(flags, description, (given) => text(given, most));

/** A time that no store can have is refused here; whether this store has it, it is asked later. */
export const timeOption = (flags: string, description: string): Option =>
  option(flags, description, (text) => parseTargetTime(text, Date.now(), CLOCKS_APART_MS));

/** Of everything that reads or writes objects. */
export function withRequests(command: Command): Command {
  command
    .addOption(wholeOption('--concurrency <n>', 'maximum number of concurrent requests', 1, 1_000).default(64))
    .addOption(wholeOption('--listers <n>', 'number of concurrent listers', 1, 100).default(8));
  return withEndpoint(command).addOption(regionOption());
}

/** Of everything that asks AWS, or what stands in for it. */
export function withEndpoint(command: Command): Command {
  return command
    .addOption(option('--endpoint-url <url>', 'custom endpoint URL', endpointUrl))
    .hook('preAction', (given) => assertRegion(given.opts()));
}

/** Where a run leaves what it has done. */
export function withEvidence(command: Command): Command {
  return command
    .hook('preAction', (given) => assertEvidenceFolder(given))
    .addOption(
      option(
        '--evidence-bucket <name>',
        'write plan and results to `runs/<run>/` of this bucket',
        wholeBucket,
      ).conflicts('evidence'),
    )
    .addOption(
      option(
        '--evidence <folder>',
        'write plan and results to `pegasus-rewind-<run>` in this folder',
        folderToWrite,
      ).default('.'),
    )
    .addOption(jsonOption());
}

/** What is given is looked at when it is read; the default only where it is used. @throws BadArguments */
function assertEvidenceFolder(command: Command): void {
  const { evidence, evidenceBucket, dryRun, thaw } = command.opts();
  const written = evidenceBucket === undefined && !dryRun && thaw === undefined;
  if (!written || command.getOptionValueSource('evidence') !== 'default') return;
  try {
    folderToWrite(evidence);
  } catch (error) {
    throw new BadArguments(
      `This folder, the default of \`--evidence\`, cannot be used: it ${(error as Error).message}. Give another with \`--evidence\`, or \`--evidence-bucket\`.`,
    );
  }
}
