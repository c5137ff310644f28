// Bundles each handler below lambda/ into dist/lambda/<name>/index.js: minified, only the clients it uses.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
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
  .map((file) => ({ file, entry: `${basename(file, '.ts')}/index` }));
const bundles = join(root, 'dist', 'lambda');
const stamp = join(bundles, 'sources.sha256');
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

const sources = sourcesHash();
const upToDate =
  existsSync(stamp) &&
  existsSync(noted) &&
  readFileSync(stamp, 'utf8') === sources &&
  handlers.every(({ entry }) => existsSync(join(bundles, `${entry}.js`)));

if (!upToDate) {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    entryPoints: Object.fromEntries(handlers.map(({ file, entry }) => [entry, join(root, file)])),
    outdir: bundles,
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    // The SDK's ES modules: of a client only the calls that a handler can make are bundled, which also halves its start.
    mainFields: ['module', 'main'],
    target: 'node20',
    format: 'cjs',
    legalComments: 'none',
    external: ['pg-native'],
    logLevel: 'warning',
    metafile: true,
  });
  noteBundled(noted, metafile);
  writeFileSync(stamp, sources);
}
