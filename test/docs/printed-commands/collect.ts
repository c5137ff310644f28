import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';

/** A command line as a page or `--help` prints it. */
export interface PrintedCommand {
  /** `docs/runbook.md:28`, `rewind --help`. */
  readonly where: string;
  readonly line: string;
}

const PROGRAMS = 'pegasus-backup|npm|npx|aws';
/** Also inside `$(…)`, and behind `&&`. */
const COMMAND = new RegExp(`(?:^|\\$\\(|&& )((?:${PROGRAMS}) [^|)&]*(?:\\|(?! )[^|)&]*)*)`, 'g');
const SYNOPSIS = /^pegasus-backup .*(\[--| \| |\w\|\w)/;

/** Pages that people read. docs/faults.md is generated, and has the commands of CONTRIBUTING.md. */
export function pages(root: string): readonly string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name));
  const all = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...docs.sort()];
  return all.filter((name) => name.endsWith('.md'));
}

export function printedIn(root: string, page: string): readonly PrintedCommand[] {
  return commandsOf(readFileSync(join(root, page), 'utf8'), page);
}

/** @param page for the names */
export function commandsOf(text: string, page: string): readonly PrintedCommand[] {
  const found: PrintedCommand[] = [];
  let fenced = false;
  let begun = '';
  let beganAt = 0;
  for (const [index, raw] of text.split('\n').entries()) {
    if (/^\s*```/.test(raw)) {
      fenced = !fenced;
      continue;
    }
    if (begun === '') beganAt = index + 1;
    const where = `${page}:${beganAt}`;
    if (!fenced) {
      const inline = [...raw.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
      found.push(...inline.flatMap((code) => commandsIn(code, where)));
      continue;
    }
    begun += raw
      .trim()
      .replace(/^\$ /, '')
      .replace(/\s+#\s.*$/, '');
    if (begun.endsWith('\\')) {
      begun = begun.slice(0, -1);
      continue;
    }
    found.push(...commandsIn(begun, where));
    begun = '';
  }
  return found;
}

function commandsIn(code: string, where: string): readonly PrintedCommand[] {
  if (SYNOPSIS.test(code)) return [{ where, line: code.trim() }];
  return [...code.matchAll(COMMAND)].map(([, line = '']) => ({ where, line: line.trim() }));
}

export const isSynopsis = ({ line }: PrintedCommand): boolean => SYNOPSIS.test(line);

/** The examples that `--help` of each command shows. */
export function examplesOf(program: Command): readonly PrintedCommand[] {
  return program.commands.flatMap((command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    return [...help.matchAll(/^ +\$ (.*)$/gm)].map(([, line = '']) => ({ where: `${command.name()} --help`, line }));
  });
}

/** As a shell reads it. @throws Error for a variable that has no value */
export function wordsOf(line: string, variables: Readonly<Record<string, string>>): string[] {
  const expanded = (text: string) =>
    text.replace(/\$\{?(\w+)\}?/g, (_, name: string) => {
      const value = variables[name];
      if (value === undefined) throw new Error(`No value is prepared for $${name} in: ${line}`);
      return value;
    });
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"]+)+/g)].map(([word]) =>
    [...word.matchAll(/'([^']*)'|"([^"]*)"|([^'"]+)/g)]
      .map(([, literal, quoted, bare]) => literal ?? expanded(quoted ?? bare ?? ''))
      .join(''),
  );
}
