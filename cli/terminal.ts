import { visible, visibleLines } from '../domain/workflow/quoted';

/** The one way to standard output: a line is one line, and nothing from outside moves the cursor, colours or hides. */
export function say(line: string): void {
  console.log(visible(line));
}

/** The one way to standard error. */
export function complain(line: string): void {
  console.error(visible(line));
}

/** Text whose lines are ours, as a report is. */
export function print(text: string): void {
  process.stdout.write(visibleLines(text));
}

/** How Commander writes, which prints what was typed. */
export const TYPED_TEXT = {
  writeOut: print,
  writeErr: (text: string) => void process.stderr.write(visibleLines(text)),
};
