import { execFileSync } from 'node:child_process';
import { chmod, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, sep } from 'node:path';

/** The user that Postgres runs as when the drill runs as root: Postgres refuses to be root. */
export interface OperatingUser {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody` for root; undefined for all other users, who run Postgres as themselves. */
export function operatingUser(): OperatingUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/**
 * Lets `user` pass through to `directory` (pass, not list), as `mkdtemp` makes folders that only their owner can enter.
 * Only folders below the temporary folder are opened; any other folder has another owner.
 */
export async function openWay(directory: string, user: OperatingUser): Promise<void> {
  const temporary = await realpath(tmpdir());
  for (let at = await realpath(directory); at !== dirname(at); at = dirname(at)) {
    const { mode, uid } = await stat(at);
    if (mode & 0o001 || uid === user.uid) continue;
    if (!at.startsWith(temporary + sep)) {
      throw new Error(
        `Postgres runs as the user "nobody", which cannot enter ${at}: choose a folder below ${temporary}, or run as an ordinary user`,
      );
    }
    await chmod(at, mode | 0o001);
  }
}
