/** What may stand before a program: words of the shell, and programs that start another one. */
const BEFORE = ['!', '{', 'if', 'then', 'else', 'elif', 'while', 'until', 'do', 'time', 'exec', 'command', 'eval'];
const STARTERS = ['sudo', 'doas', 'env', 'nohup', 'nice', 'timeout', 'xargs', 'npx', 'bunx'];
const AFTER = ['done', 'fi', '}'];
const ASSIGNMENT = /^\w+=/;
const OURS = /^(?:\S*\/)?pegasus-backup(?:@\S+)?$/;

/** What is in quotation marks is of one word. */
const WORDS = /(?:'[^']*'|"[^"]*"|\\.|[^\s'"])+/g;

/** One `…`, `$(…)`, `<(…)` or `(…)`, or the line itself. */
interface Frame {
  readonly closedBy: ')' | '`' | undefined;
  text: string;
  quote: '"' | "'" | undefined;
}

/**
 * The commands of one line of a shell, each as it would be typed alone: those of pipes and lists, of groups and
 * substitutions, without redirections, and without what stands before them (`VAR=x`, `sudo`, `npx`).
 */
export function simpleCommands(line: string): readonly string[] {
  const found: string[] = [];
  const frames: Frame[] = [{ closedBy: undefined, text: '', quote: undefined }];
  const ends = (frame: Frame) => {
    found.push(frame.text);
    frame.text = '';
  };
  for (let i = 0; i < line.length; i++) {
    const frame = frames.at(-1)!;
    const letter = line[i]!;
    const opening = frame.quote === "'" ? undefined : openingAt(line, i, frame);
    if (letter === '\\' && frame.quote !== "'") {
      frame.text += letter + (line[++i] ?? '');
    } else if (opening !== undefined) {
      frame.text += '$(…)';
      frames.push({ closedBy: opening === '`' ? '`' : ')', text: '', quote: undefined });
      i += opening.length - 1;
    } else if (frame.quote !== undefined) {
      if (letter === frame.quote) frame.quote = undefined;
      frame.text += letter;
    } else if (letter === '"' || letter === "'") {
      frame.quote = letter;
      frame.text += letter;
    } else if (letter === frame.closedBy) {
      ends(frame);
      frames.pop();
    } else if (letter === '#' && /^$|\s$/.test(frame.text)) {
      break;
    } else if (letter === '>' || letter === '<' || (letter === '&' && line[i + 1] === '>')) {
      // `2>`: the number belongs to it.
      frame.text = frame.text.replace(/(^|\s)\d+$/, '$1');
      i += /^&?[<>]+[&|]?\s*[^\s|;&<>()]*/.exec(line.slice(i))![0].length - 1;
    } else if ('|;&()'.includes(letter)) {
      ends(frame);
    } else frame.text += letter;
  }
  for (const frame of frames) ends(frame);
  return found.map(bare).filter((command) => command !== '');
}

function openingAt(line: string, at: number, { closedBy, quote }: Frame): '$(' | '<(' | '`' | undefined {
  if (line.startsWith('$(', at)) return '$(';
  if (quote === undefined && /^[<>]\(/.test(line.slice(at))) return '<(';
  return line[at] === '`' && closedBy !== '`' ? '`' : undefined;
}

/** Where our program is behind others, it is taken; a program that is not known to start another one stays. */
function bare(command: string): string {
  const typed: readonly string[] = command.match(WORDS) ?? [];
  const first = typed.findIndex((word) => !BEFORE.includes(word) && !ASSIGNMENT.test(word));
  const words = first < 0 ? [] : typed.slice(first);
  if (AFTER.includes(words[0] ?? '}')) return '';
  const ours = words.findIndex((word) => OURS.test(word));
  const started = ours === 0 || (ours > 0 && STARTERS.includes(words[0]!));
  const rest = started ? ['pegasus-backup', ...words.slice(ours + 1)] : words;
  return rest.join(' ');
}

/** A command line of ours, wherever it stands in another one: `ssh host pegasus-backup status`. */
export const mentionsOurs = (command: string): boolean => /(?:^|[\s/'"])pegasus-backup(?:@\S+)?\s+[\w$-]/.test(command);
