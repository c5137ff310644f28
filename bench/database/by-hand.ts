import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { chown, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { PostgresBinaries } from '../../local/postgres/binaries';
import { FIXED_SETTINGS } from '../../local/postgres/server';

const run = promisify(execFile);

const LOOK_MILLISECONDS = 20;

export interface ByHand {
  /** Of the instance on this machine: `base-<n>` and `archive`. */
  readonly backups: string;
  readonly target: Date;
  readonly port: number;
  /** Of the source, with its user: the recovered one has the same. */
  readonly url: string;
  readonly binaries: PostgresBinaries;
  /** As many as `bench_rows` must have: the source at the target time. */
  readonly rows: number;
}

/**
 * What an operator types with a base backup, an archive and the target time, and nothing else: copy, write the recovery
 * settings, start, wait until it accepts connections, which it does once it is recovered and promoted: pg_ctl alone is
 * content with less.
 * @returns seconds, from the first command to the last
 */
export async function recoverByHand({ backups, target, port, url, binaries, rows }: ByHand): Promise<number> {
  const { user } = binaries;
  const folder = join(dirname(backups), 'by-hand');
  const data = join(folder, 'data');
  await mkdir(folder, { recursive: true });
  if (user) await chown(folder, user.uid, user.gid);
  const base = join(backups, await newestBase(backups));
  const pgCtl = (...what: string[]) =>
    finished(join(dirname(binaries.postgres), 'pg_ctl'), ['-D', data, '-w', '-t', '600', ...what], {
      ...user,
      cwd: folder,
      env: { LC_ALL: 'C', PATH: process.env.PATH },
      stdio: 'ignore',
    });

  const begun = performance.now();
  await run('cp', ['-a', base, data]);
  if (user) await run('chown', ['-R', `${user.uid}:${user.gid}`, data]);
  await run('touch', [join(data, 'recovery.signal')]);
  appendFileSync(join(data, 'postgresql.auto.conf'), settings(join(backups, 'archive'), target, port));
  await pgCtl('-l', join(folder, 'log'), 'start');
  const recovered = await accepting(url.replace(/:\d+\//, `:${port}/`));
  const seconds = (performance.now() - begun) / 1000;

  const found = await recovered.query<{ rows: string }>('select count(*) as rows from bench_rows');
  await recovered.end();
  if (Number(found.rows[0]!.rows) !== rows) throw new Error(`${found.rows[0]!.rows} rows came back, not ${rows}.`);
  await pgCtl('-m', 'immediate', 'stop');
  await rm(folder, { recursive: true });
  return seconds;
}

/** The first connection that it accepts. */
async function accepting(connectionString: string): Promise<Client> {
  for (;;) {
    const client = new Client({ connectionString });
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch {
      await client.end().catch(() => {});
      await sleep(LOOK_MILLISECONDS);
    }
  }
}

/** As every server of this machine, but for the archive, which is the source's. */
function settings(archive: string, target: Date, port: number): string {
  const all = {
    ...FIXED_SETTINGS,
    port: String(port),
    archive_mode: 'off',
    restore_command: `cp ${archive}/%f %p`,
    recovery_target_time: target.toISOString().replace('Z', '+00'),
    recovery_target_action: 'promote',
    recovery_target_timeline: 'current',
  };
  return Object.entries(all)
    .map(([name, value]) => `${name} = '${value}'\n`)
    .join('');
}

async function newestBase(backups: string): Promise<string> {
  const numbers = (await readdir(backups)).flatMap((name) => /^base-(\d+)$/.exec(name)?.[1] ?? []);
  return `base-${Math.max(...numbers.map(Number))}`;
}

async function finished(command: string, argv: readonly string[], options: Parameters<typeof spawn>[2]): Promise<void> {
  const [code] = await once(spawn(command, argv, options), 'exit');
  if (code !== 0) throw new Error(`${command} ${argv.join(' ')} ended with ${code}`);
}
