import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { objectKey } from '../../domain/arguments/object-key';
import { Unfit } from '../../domain/arguments/unfit';
import { BadArguments } from '../exit-code';
import { option } from '../options/option';

export interface NamedKeysArguments {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Of a file. */
  readonly includeFile?: readonly string[];
  readonly excludeFile?: readonly string[];
}

export function withNamedKeys(command: Command): Command {
  return command
    .addOption(
      option('--include <key...>', 'an ambiguous multipart upload was complete at the target time; repeatable', added),
    )
    .addOption(option('--exclude <key...>', 'an ambiguous multipart upload was completed later; repeatable', added))
    .addOption(option('--include-file <file>', 'keys to include, one a line', linesOf))
    .addOption(option('--exclude-file <file>', 'keys to exclude, one a line', linesOf));
}

/** What a person has decided about ambiguous keys. Each name must be of one: a typing error decides nothing. */
export class NamedKeys {
  private readonly included: ReadonlySet<string>;
  private readonly excluded: ReadonlySet<string>;
  private readonly used = new Set<string>();

  constructor({ include = [], exclude = [], includeFile = [], excludeFile = [] }: NamedKeysArguments) {
    this.included = new Set([...include, ...includeFile]);
    this.excluded = new Set([...exclude, ...excludeFile]);
    const both = [...this.included].find((key) => this.excluded.has(key));
    if (both !== undefined) throw new BadArguments(`\`${both}\` is both included and excluded: name it once.`);
  }

  /** Asked for ambiguous keys only. */
  readonly isReferenced = (key: string) => this.isOneOf(this.included, key);
  readonly isExcluded = (key: string) => this.isOneOf(this.excluded, key);

  /** After all keys were listed. @throws BadArguments */
  assertUsed(): void {
    const unused = [...this.included, ...this.excluded].filter((key) => !this.used.has(key));
    if (unused.length === 0) return;
    throw new BadArguments(
      `Not ambiguous at the target time, so there is nothing to include or exclude: ${unused.map((key) => `\`${key}\``).join(', ')}. \`--dry-run\` lists the keys that are. Nothing was written.`,
    );
  }

  private isOneOf(keys: ReadonlySet<string>, key: string): boolean {
    if (keys.has(key)) this.used.add(key);
    return keys.has(key);
  }
}

function added(text: string, before: readonly string[] = []): readonly string[] {
  try {
    return [...before, objectKey(text)];
  } catch (error) {
    throw new Unfit(`${(error as Error).message}; one that has them is given as a line of \`--include-file\``);
  }
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== '');
  } catch (error) {
    throw new Unfit(`cannot be read: ${(error as Error).message}`);
  }
}
