import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command, Option } from 'commander';
import { wholeBucket } from '../../domain/arguments/location';
import { name, text } from '../../domain/arguments/text';
import { Unfit } from '../../domain/arguments/unfit';
import { endpointUrl } from '../../domain/arguments/url';
import { wholeNumber } from '../../domain/arguments/whole-number';
import { REQUESTED_BY_LIMIT } from '../../domain/request/restore-request';
import { parseTargetTime } from '../../domain/request/target-time';
import { option } from './option';

/** S3 answers no request of a clock that is further away from its own. */
const CLOCKS_APART_MS = 15 * 60_000;

export const NAME_LIMIT = REQUESTED_BY_LIMIT;

export const endpointOption = (): Option => option('--endpoint-url <url>', 'custom endpoint URL', endpointUrl);

const regionOption = (): Option => option('--region <region>', 'AWS Region (default: from the environment)', name);

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
  return command
    .addOption(wholeOption('--concurrency <n>', 'maximum number of concurrent requests', 1, 1_000).default(64))
    .addOption(wholeOption('--listers <n>', 'number of concurrent listers', 1, 100).default(8))
    .addOption(endpointOption())
    .addOption(regionOption());
}

/** Where a run leaves what it has done. */
export function withEvidence(command: Command): Command {
  return command
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

/** Refused before the work, not after it. */
export function fileToWrite(path: string): string {
  if (isFolder(dirname(path)) && path !== '' && !isFolder(path)) return path;
  throw new Unfit('must be a file in a folder that exists');
}

/** It is made where it does not exist. */
export function folderToWrite(path: string): string {
  if (path.trim() !== '' && (isFolder(path) || !exists(path))) return path;
  throw new Unfit('must be a folder');
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;
