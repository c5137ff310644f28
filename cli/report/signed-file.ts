import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BadArguments } from '../exit-code';

/** A report or a plan, and what lies beside it; undefined: it is not there. */
export interface SignedFile {
  readonly name: string;
  readonly content: Buffer;
  /** `report`, of `report.md`. */
  readonly base: string;
  readonly json?: Buffer;
  readonly sums?: Buffer;
  readonly signature?: Buffer;
}

const NAMES = ['report.json', 'report.md', 'report.html', 'plan.json'];

/** @throws BadArguments for what is none of the files that are signed */
export function readSigned(file: string): SignedFile {
  const name = basename(file);
  const there = statSync(file, { throwIfNoEntry: false });
  const why = there === undefined ? 'there is no such file' : there.isFile() ? undefined : 'it is a folder';
  if (why !== undefined || !NAMES.includes(name)) {
    const names = `one of ${NAMES.join(', ')}, under that name`;
    throw new BadArguments(`\`${file}\` cannot be checked: ${why ?? 'it has another name'}. Give ${names}.`);
  }
  const base = name.split('.')[0]!;
  const beside = (ending: string): Buffer | undefined => {
    const path = join(dirname(file), base + ending);
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : undefined;
  };
  return {
    name,
    content: readFileSync(file),
    base,
    json: beside('.json'),
    sums: beside('.sha256'),
    signature: beside('.signature.json'),
  };
}
