import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

// TypeScript and Postgres have to start, on machines that may be busy.

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pegasus server-'));
});
afterEach(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));

const runs = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

test.each(['SIGINT', 'SIGKILL'] as const)('a server ends with the process that started it, by %s', async (signal) => {
  const owner = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'orphan.ts'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(owner, 'exit');
  await Promise.race([once(owner.stdout, 'data'), exit]);
  const postmaster = Number(
    (await readFile(join(directory, 'instance', 'data', 'postmaster.pid'), 'utf8')).split('\n')[0],
  );
  expect(runs(postmaster)).toBe(true);
  owner.kill(signal);
  await exit;
  while (runs(postmaster)) await delay(20);
});
