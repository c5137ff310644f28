import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BadArguments } from '../exit-code';
import { wholeFile, whyNotRead } from '../options/whole-file';

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

/** Bytes; a report has some thousands. */
const LARGEST = 100_000_000;
const NAMES = ['report.json', 'report.md', 'report.html', 'plan.json'];

/** @throws BadArguments for what is none of the files that are signed */
export function readSigned(file: string): SignedFile {
  const name = basename(file);
  const there = statSync(file, { throwIfNoEntry: false });
  const why = there === undefined ? 'there is no such file' : whyNotRead(there, LARGEST);
  if (why !== undefined || !NAMES.includes(name)) {
    const names = `one of ${NAMES.join(', ')}, under that name`;
    throw new BadArguments(`\`${file}\` cannot be checked: ${why ?? 'it has another name'}. Give ${names}.`);
  }
  const base = name.split('.')[0]!;
  const beside = (ending: string): Buffer | undefined => {
    const path = join(dirname(file), base + ending);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined || found.isDirectory()) return undefined;
    const whyNot = whyNotRead(found, LARGEST);
    if (whyNot === undefined) return wholeFile(path, LARGEST);
    throw new BadArguments(
      `\`${file}\` cannot be checked: of ${path} beside it, ${whyNot}. Bring it from the run's folder.`,
    );
  };
  return {
    name,
    content: wholeFile(file, LARGEST),
    base,
    json: beside('.json'),
    sums: beside('.sha256'),
    signature: beside('.signature.json'),
  };
}
