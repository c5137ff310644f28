/** A command line as it can be typed. What is undefined is left out. */
export function commandLine(
  command: string,
  given: readonly (readonly [option: string, value: string | undefined])[],
): string {
  const typed = given.flatMap(([option, value]) => (value === undefined ? [] : [option, quoted(value)]));
  return ['pegasus-backup', command, ...typed].join(' ');
}

function quoted(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
