import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { withNames } from '../domain/workflow/named';
import { visible, visibleLines } from '../domain/workflow/quoted';
import { BadArguments } from './exit-code';

/** The one way to standard output: a line is one line, and nothing from outside moves the cursor, colours or hides. */
export function say(line: string): void {
  console.log(visible(withNames(line)));
}

/** The one way to standard error. */
export function complain(line: string): void {
  console.error(visible(withNames(line)));
}

/** `console.log` swallows what standard output says: a disk that is full, a device that takes nothing. */
export function watchOutput(): { readonly assertWritten: () => void; readonly close: () => void } {
  let why: string | undefined;
  const note = ({ code, message }: NodeJS.ErrnoException) => {
    // Who reads through `head` has seen what was wanted.
    if (code !== 'EPIPE') why ??= code ?? message;
  };
  process.stdout.on('error', note);
  return {
    assertWritten: () => {
      if (why !== undefined) throw new Error(`Standard output could not be written (${why}).`);
    },
    close: () => process.stdout.off('error', note),
  };
}

/** Text whose lines are ours, as a report is. */
export function print(text: string): void {
  process.stdout.write(visibleLines(withNames(text)));
}

/** How Commander writes, which prints what was typed. */
export const TYPED_TEXT = {
  writeOut: print,
  writeErr: (text: string) => void process.stderr.write(visibleLines(text)),
};

/** Whether there is a person to ask. */
export const isAtTerminal = (): boolean => Boolean(process.stdin.isTTY && process.stderr.isTTY);

/**
 * What is typed is shown nowhere.
 * @throws BadArguments when the question is left without an answer
 */
export async function askHidden(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_text, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(visible(question));
  const left = new AbortController();
  lines.once('SIGINT', () => left.abort()).once('close', () => left.abort());
  try {
    const answer = await lines.question('', { signal: left.signal }).catch(() => '');
    if (answer === '') throw new BadArguments('No password was given.');
    return answer;
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
