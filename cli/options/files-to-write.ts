import {
  accessSync,
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  realpathSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Unfit } from '../../domain/arguments/unfit';

/** A file for a result: refused before the work, not after it. It is tried, since rights do not say all. */
export function fileToWrite(path: string): string {
  const there = lookAt(path);
  if (path === '' || there?.isDirectory() || !lookAt(dirname(path))?.isDirectory()) {
    throw new Unfit('must be a file in a folder that exists');
  }
  tried(() => {
    // To open a pipe waits for its reader.
    if (there !== undefined && !there.isFile()) accessSync(path, constants.W_OK);
    else closeSync(openSync(path, 'a'));
    if (there === undefined) unlinkSync(realpathSync(path));
  });
  return path;
}

/** A result that is known and could not be written. */
export class ResultNotWritten extends Error {
  override readonly name = 'ResultNotWritten';
}

/** What `--json` names, once the result was said. @throws ResultNotWritten */
export function writeResult(path: string | undefined, result: unknown): void {
  if (path === undefined) return;
  try {
    writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
  } catch (error) {
    throw new ResultNotWritten(
      `\`--json ${path}\` could not be written (${(error as NodeJS.ErrnoException).code}): the result is what is printed above.`,
    );
  }
}

/** A folder for results, which is made where it does not exist. */
export function folderToWrite(path: string): string {
  if (path.trim() === '') throw new Unfit('must be a folder');
  let existing = path;
  while (lookAt(existing) === undefined && dirname(existing) !== existing) existing = dirname(existing);
  if (!lookAt(existing)?.isDirectory()) throw new Unfit('must be a folder');
  tried(() => rmdirSync(mkdtempSync(join(existing, '.pegasus-backup-'))));
  return path;
}

/** @returns undefined where nothing is, not even a folder that it could be in */
function lookAt(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function tried(write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new Unfit(
      `cannot be written (${(error as NodeJS.ErrnoException).code}): give another place, or get the right to write there`,
    );
  }
}
