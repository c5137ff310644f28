import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { mentionsOurs, simpleCommands } from './shell';

/** A command line as a page or `--help` prints it. */
export interface PrintedCommand {
  /** `docs/runbook.md:28`, `rewind --help`. */
  readonly where: string;
  readonly line: string;
}

/** Outside of the blocks of a shell other words in code are rarely commands. */
const PROGRAMS = ['pegasus-backup', 'npm', 'npx', 'aws'];
const SHELLS = /^(?:ba|z)?sh$|^shell$|^console$/;
/** Options in brackets and alternatives; no pipe. */
const SYNOPSIS = /^pegasus-backup .*(\[--| \| --|--[\w-]+ \w+(\|\w[\w-]*)+(?= *$| +[[|-]))/;

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
  let prose = '';
  let fence: { readonly mark: string; readonly shell: boolean } | undefined;
  let begun: { readonly line: string; readonly at: number } | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const [, mark, language = ''] = /^\s*(```|~~~)`*~*\s*([\w-]*)/.exec(raw) ?? [];
    if (mark !== undefined && (fence === undefined || fence.mark === mark)) {
      fence = fence === undefined ? { mark, shell: SHELLS.test(language) } : undefined;
      prose += '\n\n';
      continue;
    }
    if (fence === undefined) {
      prose += `${raw}\n`;
      continue;
    }
    prose += '\n';
    const { line, at } = { line: (begun?.line ?? '') + raw.trim(), at: begun?.at ?? index + 1 };
    begun = line.endsWith('\\') ? { line: line.slice(0, -1), at } : undefined;
    if (begun !== undefined) continue;
    const where = `${page}:${at}`;
    found.push(...(fence.shell ? inShell(line, where) : inCode(line, where)));
  }
  return [...found, ...inProse(prose, page)];
}

/** Code in a paragraph, over several lines as well, or indented, or in HTML. */
function inProse(prose: string, page: string): readonly PrintedCommand[] {
  const codes = prose.matchAll(
    /(`+)((?:[^`\n]|\n(?!\n))+)\1|<(code|pre)>([^<]+)<|^(?: {4,}|\t)(\$ .*|pegasus-backup .*)$/gm,
  );
  return [...codes].flatMap(({ 2: inline, 4: html, 5: indented, index }) => {
    const code = (inline ?? html ?? indented ?? '').replaceAll(/\s*\\?\n\s*/g, ' ');
    return inCode(code, `${page}:${prose.slice(0, index).split('\n').length}`);
  });
}

/** Every command of it. */
function inShell(line: string, where: string): readonly PrintedCommand[] {
  return simpleCommands(line.replace(/^\$ /, '')).map((command) => ({ where, line: command }));
}

/** Those that are known as programs, and ours wherever it stands. */
function inCode(code: string, where: string): readonly PrintedCommand[] {
  if (SYNOPSIS.test(code)) return [{ where, line: code.trim() }];
  return inShell(code, where).filter(
    ({ line }) => PROGRAMS.some((program) => line.startsWith(`${program} `)) || mentionsOurs(line),
  );
}

export const isSynopsis = ({ line }: PrintedCommand): boolean => SYNOPSIS.test(line);

/** The examples that `--help` of each command shows. */
export function examplesOf(program: Command): readonly PrintedCommand[] {
  return program.commands.flatMap((command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    return [...help.matchAll(/^ +\$ (.*)$/gm)].flatMap(([, line = '']) => inShell(line, `${command.name()} --help`));
  });
}

/** As a shell reads it. @throws Error for a variable that has no value */
export function wordsOf(line: string, variables: Readonly<Record<string, string>>): string[] {
  if (line.includes('$(…)')) throw new Error(`What another command prints is not prepared: write it out in ${line}`);
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
