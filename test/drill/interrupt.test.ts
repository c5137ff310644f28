import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../local/drill/wait';
import { CommandLine } from './command-line';

/** Pids of everything that `ancestor` has started, directly or not. */
function descendants(ancestor: number): number[] {
  const table = execFileSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' });
  const parents = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [ancestor];
  for (const parent of found) {
    for (const [pid, ppid] of parents) if (pid !== undefined && ppid === parent) found.push(pid);
  }
  return found.slice(1);
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('an interrupted drill', () => {
  const drill = new CommandLine(['drill', '--lectures', '10']);
  afterAll(() => drill.remove());

  test('leaves no process and no folder', async () => {
    await drill.prints('Target time');
    const started = descendants(drill.child.pid!);
    expect(started.length).toBeGreaterThan(3);
    expect(drill.left()).toHaveLength(1);

    drill.child.kill('SIGINT');
    const { exitCode, output } = await drill.ended;

    expect(exitCode).toBe(130);
    expect(output).toContain('SIGINT');
    // What has ended may stand in the process table until its parent has looked.
    await eventually('the end of all processes', async () => (started.some(runs) ? undefined : true), 10);
    expect(drill.left()).toEqual([]);
  });
});
