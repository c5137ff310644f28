import { visible } from '../../domain/workflow/quoted';

/** A command line as it can be typed. What is undefined is left out. */
export function commandLine(
  command: string,
  given: readonly (readonly [option: string, value: string | undefined])[],
): string {
  const typed = given.flatMap(([option, value]) => (value === undefined ? [] : [option, quoted(value)]));
  return ['pegasus-backup', command, ...typed].join(' ');
}

/** What cannot be seen is printed by its number; only in `$'…'` a shell reads that back. */
function quoted(text: string): string {
  if (visible(text) !== text) return `$'${[...text].map(escaped).join('')}'`;
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function escaped(one: string): string {
  const shown = visible(one);
  if (shown === one) return one === '\\' || one === "'" ? `\\${one}` : one;
  // `\u{e0001}`
  return shown.replace(/^\\u\{(\w+)\}$/, (_, number: string) => `\\U${number.padStart(8, '0')}`);
}
