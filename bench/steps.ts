import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';

/**
 * `npm run bench -- steps [REF]`: the same small restore of this commit and of an earlier one, in turn, each three times;
 * the ratio of the medians by step. Both are checked out; one run of each comes first, and does not count.
 */
const BEFORE_THE_EVIDENCE_WAS_DATA = 'c5c2500';
const ROUNDS = 3;
const DRILL = ['drill', '--lectures', '40', '--seed', '1'];

const result = z.looseObject({
  verdict: z.literal('verified'),
  steps: z.array(z.looseObject({ name: z.string(), seconds: z.number() })),
});
type Seconds = ReadonlyMap<string, number>;

const root = join(__dirname, '..');
const run = (command: string, args: readonly string[], cwd: string): void =>
  void execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });

function checkOut(ref: string, folder: string): string {
  run('git', ['clone', '--quiet', '--no-checkout', root, folder], root);
  run('git', ['checkout', '--quiet', ref], folder);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const part of ['build:handlers', 'build:cli']) run('npm', ['run', '--silent', part], folder);
  return folder;
}

/** A step that was entered several times counts with all of them. */
function drill(checkout: string): Seconds {
  const file = join(checkout, 'dist', 'steps.json');
  run('npx', ['tsx', 'bin/pegasus-backup.ts', ...DRILL, '--json', file], checkout);
  const seconds = new Map<string, number>();
  for (const step of result.parse(JSON.parse(readFileSync(file, 'utf8'))).steps)
    seconds.set(step.name, (seconds.get(step.name) ?? 0) + step.seconds);
  return seconds;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const of = (rounds: readonly Seconds[], step: string): number => median(rounds.map((one) => one.get(step) ?? 0));
const total = (rounds: readonly Seconds[]): number =>
  median(rounds.map((one) => [...one.values()].reduce((sum, seconds) => sum + seconds, 0)));
const row = (name: string, before: number, now: number): string =>
  `${name.padEnd(20)} ${before.toFixed(2).padStart(8)} s ${now.toFixed(2).padStart(8)} s ${before === 0 ? '     –' : (now / before).toFixed(2).padStart(6)}`;

const place = mkdtempSync(join(tmpdir(), 'pegasus-bench-steps-'));
// As root, functions run as another user, who must be able to come this way.
chmodSync(place, 0o755);
try {
  const ref = process.argv[3] ?? BEFORE_THE_EVIDENCE_WAS_DATA;
  const before = checkOut(ref, join(place, 'before'));
  const now = checkOut('HEAD', join(place, 'now'));
  const seen = { before: [] as Seconds[], now: [] as Seconds[] };
  for (let round = 0; round <= ROUNDS; round++) {
    const [then, today] = [drill(before), drill(now)];
    if (round === 0) continue;
    seen.before.push(then);
    seen.now.push(today);
  }
  console.log(`${'step'.padEnd(20)} ${ref.padStart(10)} ${'HEAD'.padStart(10)}  ratio`);
  for (const step of new Set(seen.now.flatMap((one) => [...one.keys()]))) {
    console.log(row(step, of(seen.before, step), of(seen.now, step)));
  }
  console.log(row('all', total(seen.before), total(seen.now)));
} finally {
  rmSync(place, { recursive: true, force: true });
}
