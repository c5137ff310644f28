import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Command } from 'commander';
import { BadArguments } from '../exit-code';

const WRITTEN = ['json', 'report', 'evidence'];
const READ = ['include-file', 'exclude-file', 'references', 'baseline', 'losses'];
/** What `--report` writes into its folder. */
const REPORTS = ['report.json', 'report.md', 'report.html', 'report.sha256'];

/** An option that names a file, or a folder. */
interface Given {
  readonly name: string;
  readonly path: string;
}

/** One file has one use: a result would replace the keys that were read, or the report that was written. */
export function filesApart(command: Command): Command {
  const before: Given[] = [];
  for (const name of [...WRITTEN, ...READ]) {
    command.on(`option:${name}`, (path: string) => {
      const other = before.find((one) => isOneFile(one, { name, path }));
      if (other !== undefined) {
        throw new BadArguments(
          `\`--${other.name}\` and \`--${name} ${path}\` name one path: what the one writes would replace what the other needs. Give each its own.`,
        );
      }
      before.push({ name, path });
    });
  }
  return command;
}

/** Where the arguments themselves say that the file of `--json` is needed: then not even a refusal may be written to it. */
export function isNeeded(json: string, argv: readonly string[]): boolean {
  const names = [...WRITTEN, ...READ].filter((name) => name !== 'json');
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
  const { values } = parseArgs({ args: argv.slice(2), options, strict: false, allowPositionals: true });
  return names.some((name) => {
    const path = values[name];
    return typeof path === 'string' && isOneFile({ name: 'json', path: json }, { name, path });
  });
}

function isOneFile(one: Given, other: Given): boolean {
  if (!WRITTEN.includes(one.name) && !WRITTEN.includes(other.name)) return false;
  const files = filesOf(other);
  return filesOf(one).some((file) => file !== undefined && files.includes(file));
}

const filesOf = ({ name, path }: Given): (string | undefined)[] =>
  [path, ...(name === 'report' ? REPORTS.map((file) => join(path, file)) : [])].map(identityOf);

/** The same by whatever name it is called. @returns undefined for what keeps nothing, as a pipe or /dev/null */
function identityOf(path: string): string | undefined {
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there === undefined) return join(realpathSync(dirname(path)), basename(path));
    return there.isFile() || there.isDirectory() ? `${there.dev}:${there.ino}` : undefined;
  } catch {
    return resolve(path);
  }
}
