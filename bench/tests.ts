import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import * as z from 'zod';

/**
 * `npm run bench -- tests`: how long `npm test` takes from a built checkout, where the time goes, and what the longest
 * files are. Seconds are of this machine, and of how busy it is: the load at the start is printed beside them.
 */
const SLOWEST = 12;

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ name: z.string(), startTime: z.number(), endTime: z.number() })),
});

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-tests-'));
  try {
    const [load = 0] = loadavg();
    const startedAt = Date.now();
    const file = join(folder, 'results.json');
    spawnSync('npx', ['jest', '--silent', '--json', `--outputFile=${file}`], { stdio: ['ignore', 'ignore', 'ignore'] });
    const wall = (Date.now() - startedAt) / 1000;
    const { numPassedTests, numFailedTests, testResults } = report.parse(JSON.parse(readFileSync(file, 'utf8')));
    const files = testResults.map(({ name, startTime, endTime }) => ({
      file: relative(process.cwd(), name),
      seconds: (endTime - startTime) / 1000,
    }));
    const sum = (some: typeof files) => some.reduce((total, { seconds }) => total + seconds, 0);
    console.log(
      `npm test: ${wall.toFixed(0)} s with ${availableParallelism()} processors, load ${load.toFixed(1)} at the start; ` +
        `${files.length} files, ${numPassedTests} passed, ${numFailedTests} failed, ${sum(files).toFixed(0)} s in all files`,
    );
    const rooms = new Map<string, typeof files>();
    for (const one of files) {
      const room = one.file.split('/').slice(0, 2).join('/');
      rooms.set(room, [...(rooms.get(room) ?? []), one]);
    }
    for (const [room, its] of [...rooms].sort(([, a], [, b]) => sum(b) - sum(a))) {
      console.log(`${sum(its).toFixed(1).padStart(8)} s  ${room} (${its.length})`);
    }
    console.log('longest:');
    for (const { file: path, seconds } of files.sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST)) {
      console.log(`${seconds.toFixed(1).padStart(8)} s  ${path}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
