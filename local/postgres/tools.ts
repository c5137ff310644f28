import { execFileSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A folder with the programs of one major version of Postgres. */
export interface PostgresTools {
  readonly folder: string;
  readonly major: number;
  /** As in `15.18`. */
  readonly version: string;
}

/** Client and server: pg_dump refuses a server that is newer than itself, so both must come together. */
const PROGRAMS = ['pg_dump', 'pg_restore', 'psql', 'initdb', 'postgres'];

/** Something has to be installed before this can run here. */
export class MissingTools extends Error {}

/**
 * Where a distribution puts them: the PATH, Debian's and Red Hat's folders, Homebrew's.
 * @param wanted the major version @default - the newest
 * @throws MissingTools
 */
export function findPostgresTools(wanted?: number): PostgresTools {
  const found = folders()
    .filter((folder) => PROGRAMS.every((program) => isExecutable(join(folder, program))))
    .map((folder) => ({ folder, ...versionOf(folder) }))
    .sort((a, b) => b.major - a.major);
  const tools = wanted === undefined ? found[0] : found.find(({ major }) => major === wanted);
  if (tools) return tools;
  const what = wanted === undefined ? 'PostgreSQL' : `PostgreSQL ${wanted}`;
  throw new MissingTools(
    `pg_dump, pg_restore, psql and the server of ${what} are not on this machine: install them, as \`apt-get install postgresql\` ` +
      'or `brew install postgresql@17`.',
  );
}

function folders(): string[] {
  const versioned = ['/usr/lib/postgresql', '/usr/local/opt', '/opt/homebrew/opt'].flatMap((parent) =>
    entries(parent).map((entry) => join(parent, entry, 'bin')),
  );
  const redHat = entries('/usr').filter((entry) => entry.startsWith('pgsql-'));
  return [...versioned, ...redHat.map((entry) => join('/usr', entry, 'bin')), ...pathFolders()];
}

const pathFolders = (): string[] => (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function versionOf(folder: string): Pick<PostgresTools, 'major' | 'version'> {
  const version = /\d+(\.\d+)*/.exec(execFileSync(join(folder, 'pg_dump'), ['--version'], { encoding: 'utf8' }))![0];
  return { version, major: Number(version.split('.')[0]) };
}
