import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';

/**
 * `npm run bench -- cold-start`: how long a process takes until a handler is loaded, and how long with a handler that is
 * empty but for the clients of the same services, bundled by itself. Turn and turn about, the median of each.
 */
const ROUNDS = 3;
const ROOT = join(__dirname, '..');
const HANDLERS = join(ROOT, 'dist', 'handlers');

/** Class → package: `S3Client` → `@aws-sdk/client-s3`. */
function clients(): Map<string, string> {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const packages = Object.keys(devDependencies).filter((name) => name.startsWith('@aws-sdk/client-'));
  return new Map(
    packages.flatMap((name) =>
      Object.keys(require(name))
        .filter((one) => /^[A-Z0-9]\w*Client$/.test(one) && one !== '__Client')
        .map((one): [string, string] => [one, name]),
    ),
  );
}

/** The code that a handler loads. */
function codeOf(file: string, loaded = new Map<string, string>()): string {
  if (loaded.has(file)) return '';
  const code = readFileSync(file, 'utf8');
  loaded.set(file, code);
  for (const [, chunk] of code.matchAll(/require\("(\.[^"]+)"\)/g)) codeOf(join(file, '..', chunk!), loaded);
  return [...loaded.values()].join('\n');
}

/** Milliseconds since the process was started. */
function load(file: string): number {
  const said = execFileSync(process.execPath, [
    '-e',
    `require(${JSON.stringify(file)}); console.log(performance.now())`,
  ]);
  return Number(said);
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const known = clients();
const folder = mkdtempSync(join(tmpdir(), 'cold-start-'));
const ratios: [string, number, number][] = [];
for (const name of readdirSync(HANDLERS).filter((file) => file.endsWith('.js'))) {
  const file = join(HANDLERS, name);
  const code = codeOf(file);
  const used = [...known].filter(([client]) => code.includes(`"${client}"`));
  const lines = used.map(([client, from]) => `import { ${client} } from '${from}';\nnew ${client}({});`);
  if (/"SASL/.test(code)) lines.push("import { Client } from 'pg';\nnew Client();");
  const empty = join(folder, name);
  writeFileSync(join(folder, 'empty.ts'), `${lines.join('\n')}\nexport const handler = async () => undefined;\n`);
  buildSync({
    entryPoints: [join(folder, 'empty.ts')],
    outfile: empty,
    nodePaths: [join(ROOT, 'node_modules')],
    ...{ bundle: true, minify: true, keepNames: true, platform: 'node', target: 'node20', format: 'cjs' },
    mainFields: ['module', 'main'],
    external: ['pg-native'],
  });
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    times[0].push(load(file));
    times[1].push(load(empty));
  }
  const [own, bare] = times.map(median) as [number, number];
  ratios.push([basename(name, '.js'), own / bare, own]);
}
rmSync(folder, { recursive: true });
ratios.sort(([, a], [, b]) => b - a);
for (const [name, ratio, own] of ratios) console.log(`${name.padEnd(24)} ${ratio.toFixed(2)} ×  ${own.toFixed(0)} ms`);
console.log(`the worst of ${ratios.length}: ${ratios[0]![1].toFixed(2)} × an empty handler with the same clients`);
