// Bundles the handlers below lambda/ into dist/handlers/<name>.js, and what several of them use into chunks beside them:
// one asset for all functions, of which each loads only what it needs.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noteBundled } from './bundled.mjs';

const root = join(fileURLToPath(import.meta.url), '..', '..');
const filesBelow = (folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file))
    .sort();

const handlers = filesBelow('lambda')
  .filter((file) => /^export const handler\b/m.test(readFileSync(join(root, file), 'utf8')))
  .map((file) => ({ file, entry: basename(file, '.ts') }));
const bundles = join(root, 'dist', 'handlers');
/** Not in the folder of the bundles: it would be part of the asset. */
const stamp = join(root, 'dist', 'handlers.sha256');
const noted = join(root, 'dist', 'bundled', 'handlers.json');

/** What npm has installed, as it notes it. */
const INSTALLED = 'node_modules/.package-lock.json';

/** Over all that the bundles are made from. Not by time: a checkout touches files that it does not change. */
function sourcesHash() {
  const hash = createHash('sha256');
  const sources = ['lambda', 'runtime', 'domain'].flatMap(filesBelow);
  for (const file of [...sources, INSTALLED, 'tsconfig.json', 'scripts/bundle-handlers.mjs', 'scripts/bundled.mjs']) {
    hash.update(`${file}\0${readFileSync(join(root, file), 'utf8')}\0`);
  }
  return hash.digest('hex');
}

const target = 'node20';
const sources = sourcesHash();
const upToDate =
  existsSync(stamp) &&
  existsSync(noted) &&
  readFileSync(stamp, 'utf8') === sources &&
  handlers.every(({ entry }) => existsSync(join(bundles, `${entry}.js`)));

if (!upToDate) {
  const { build, transform } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    entryPoints: Object.fromEntries(handlers.map(({ file, entry }) => [entry, join(root, file)])),
    outdir: bundles,
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    // The SDK's ES modules: of a client only the calls that a handler can make are bundled, which also halves its start.
    mainFields: ['module', 'main'],
    target,
    // esbuild divides ES modules only: each file is turned into CommonJS afterwards, whose stack traces Lambda shows as
    // they are.
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[hash]',
    write: false,
    legalComments: 'none',
    external: ['pg-native'],
    logLevel: 'warning',
    metafile: true,
  });
  rmSync(bundles, { recursive: true, force: true });
  for (const { path, text } of outputFiles) {
    const { code } = await transform(text, { format: 'cjs', minify: true, platform: 'node', target });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
  noteBundled(noted, metafile);
  writeFileSync(stamp, sources);
}
