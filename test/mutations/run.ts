import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { choose, guardsOf, type Mutation } from './guards';

const ROOT = resolve(__dirname, '..', '..');
const JEST = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
const LAYERS = [['lib'], ['runtime', 'lambda'], ['domain'], ['cli']];
/** Of each layer; 64 in all. */
const WANTED = 16;
/** A comparison that never comes true can make a loop without an end. */
const TIMEOUT_MILLISECONDS = 20 * 60_000;

function mutations(): Mutation[] {
  const sources = (folder: string) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file))
      .sort();
  return LAYERS.flatMap((folders) =>
    choose(
      folders.flatMap(sources).flatMap((file) => guardsOf(file, readFileSync(join(ROOT, file), 'utf8'))),
      WANTED,
    ),
  );
}

/** What git knows or would take, and the bundles, which some tests only look at. */
function copyCheckout(copy: string): void {
  // Postgres, another user where root tests, reads in it.
  chmodSync(copy, 0o755);
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  for (const file of listed.toString().split('\0')) {
    if (file !== '' && file !== 'node_modules' && existsSync(join(ROOT, file)))
      cpSync(join(ROOT, file), join(copy, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  cpSync(join(ROOT, 'dist', 'handlers'), join(copy, 'dist', 'handlers'), { recursive: true });
}

/** What became of a mutation. */
interface Fate {
  readonly killed: boolean;
  readonly says: string;
}

function fateOf(copy: string, mutation: Mutation): Fate {
  const file = join(copy, mutation.file);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.slice(0, mutation.start) + mutation.replacement + text.slice(mutation.end));
  try {
    for (const [stage, tests] of stages(copy, mutation.file).entries()) {
      // Some tests start handlers as they are deployed; those of a file's own folder import them.
      const bundle = () => stage > 0 && execFileSync('node', [join(copy, 'scripts', 'bundle-handlers.mjs')]);
      bundle();
      const red = tests.length === 0 ? undefined : firstRed(copy, tests);
      if (red === undefined) continue;
      writeFileSync(file, text);
      bundle();
      const anyway = firstRed(copy, red.files) !== undefined;
      return anyway
        ? { killed: false, says: `NOT JUDGED: ${red.title} fails without the mutation too` }
        : { killed: true, says: `killed by ${red.title}` };
    }
    return { killed: false, says: 'SURVIVED' };
  } finally {
    writeFileSync(file, text);
  }
}

/** The tests related to a file: of its own folder, all others, and at last those that take minutes. */
function stages(copy: string, file: string): string[][] {
  // From tests alone, Jest's own `roots`, no import leads through the product to the file.
  const list = [JEST, '--roots=.', '--findRelatedTests', file, '--listTests'];
  const listed = execFileSync('node', list, { cwd: copy, stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });
  const found = listed.split('\n').filter(Boolean);
  const related = new Set(found.map((test) => relative(copy, test)));
  if (file.startsWith('cli/')) for (const test of startsCommandLine(copy)) related.add(test);
  const folder = mirrored(copy, dirname(file));
  const stageOf = (test: string) => {
    if (test.startsWith(`${folder}/`)) return 0;
    return /^test\/(drill\/(?!bad-arguments)|examples\/)|\/kept\.test\.ts$/.test(test) ? 2 : 1;
  };
  return [0, 1, 2].map((stage) => [...related].filter((test) => stageOf(test) === stage));
}

const mirrored = (copy: string, folder: string): string =>
  existsSync(join(copy, 'test', folder)) ? join('test', folder) : mirrored(copy, dirname(folder));

/** As a process of its own: no import leads there. */
const startsCommandLine = (copy: string): string[] =>
  readdirSync(join(copy, 'test', 'drill'))
    .filter((test) => test.endsWith('.test.ts'))
    .map((test) => join('test', 'drill', test))
    .filter((test) => readFileSync(join(copy, test), 'utf8').includes("'./command-line'"));

/** The first test that fails, and the files to try again without the mutation. */
interface Red {
  readonly title: string;
  readonly files: readonly string[];
}

function firstRed(copy: string, tests: readonly string[]): Red | undefined {
  const options = ['--bail', '--silent', '-w', '1', '--colors=false'];
  const { status, stderr } = spawnSync('node', [JEST, ...options, '--runTestsByPath', ...tests], {
    cwd: copy,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    timeout: TIMEOUT_MILLISECONDS,
    killSignal: 'SIGKILL',
  });
  if (status === 0) return undefined;
  if (status === null) return { title: 'a run that did not end', files: tests };
  const [, file] = /^FAIL (\S+)/m.exec(stderr) ?? [];
  const [, title] = /^ +● (.+)$/m.exec(stderr) ?? [];
  if (file === undefined || title === undefined)
    throw new Error(`Jest ended with ${status} and names no test:\n${stderr}`);
  return { title: `${title} (${file})`, files: [file] };
}

/**
 * `npm run mutations [-- --list] [-- --only N]`: whether the suite notices when a guard is neutralised. Ends with 1 when
 * one survives.
 */
function main(args: readonly string[]): number {
  const all = mutations().map((mutation, index) => ({ mutation, number: index + 1 }));
  const only = args.includes('--only') ? Number(args[args.indexOf('--only') + 1]) : undefined;
  const chosen = all.filter(({ number }) => only === undefined || number === only);
  if (chosen.length === 0) {
    console.error(`\`--only\` must be a whole number from 1 to ${all.length}.`);
    return 2;
  }
  const copy = mkdtempSync(join(tmpdir(), 'pegasus-mutations-'));
  try {
    if (!args.includes('--list')) copyCheckout(copy);
    let survived = 0;
    for (const { mutation, number } of chosen) {
      const { file, line, kind, guard } = mutation;
      console.log(`${number}  ${file}:${line}  ${kind}: ${guard.slice(0, 100)}`);
      if (args.includes('--list')) continue;
      const { killed, says } = fateOf(copy, mutation);
      if (!killed) survived += 1;
      console.log(`    ${says}`);
    }
    if (!args.includes('--list')) console.log(`${chosen.length - survived} of ${chosen.length} mutations were killed.`);
    return survived === 0 ? 0 : 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

process.exitCode = main(process.argv.slice(2));
