import { execFile } from 'node:child_process';
import { chown, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries';

const run = promisify(execFile);

/** The superuser of every cluster, and the maintenance database that belongs to it, as on RDS. */
export const ADMINISTRATOR = 'rdsadmin';

/**
 * A new, empty cluster: checked passwords only, the same collation on every platform, and WAL segments of 1 MB, as one is
 * archived every second.
 */
export async function initialiseCluster(
  binaries: PostgresBinaries,
  dataDirectory: string,
  password: string,
): Promise<void> {
  const passwordFile = join(dirname(dataDirectory), 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (binaries.user) await chown(passwordFile, binaries.user.uid, binaries.user.gid);
  const options = {
    pgdata: dataDirectory,
    username: ADMINISTRATOR,
    pwfile: passwordFile,
    'auth-host': 'scram-sha-256',
    'auth-local': 'reject',
    encoding: 'UTF8',
    locale: 'C',
    ...(major(binaries) >= 17 && { 'locale-provider': 'builtin', 'builtin-locale': 'C.UTF-8' }),
    'wal-segsize': '1',
  };
  try {
    await run(binaries.initdb, ['--no-sync', ...Object.entries(options).map(([name, value]) => `--${name}=${value}`)], {
      ...binaries.user,
      cwd: dirname(dataDirectory),
      env: { LC_ALL: 'C', PATH: process.env.PATH },
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

const major = ({ version }: PostgresBinaries): number => Number(version.split('.')[0]);
