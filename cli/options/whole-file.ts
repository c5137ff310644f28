import { readFileSync, type Stats, statSync } from 'node:fs';

/**
 * A file that was named, whole. A pipe is read, as the shell makes one of `<(…)`; a device may have no end.
 * @param most bytes
 * @throws Error that says what it is instead
 */
export function wholeFile(file: string, most: number): Buffer {
  const there = statSync(file, { throwIfNoEntry: false });
  const why = there === undefined ? 'there is no such file' : whyNotRead(there, most);
  if (why !== undefined) throw new Error(why);
  const content = readFileSync(file);
  if (content.length > most) throw new Error(tooLarge(most));
  return content;
}

const tooLarge = (most: number): string => `it has more than ${most} bytes`;

/** @returns undefined: it is read */
export function whyNotRead(there: Stats, most: number): string | undefined {
  if (there.isDirectory()) return 'it is a folder';
  if (there.isCharacterDevice() || there.isBlockDevice()) return 'it is a device';
  return there.size > most ? tooLarge(most) : undefined;
}
