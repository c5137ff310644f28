// Bundles each handler below lambda/ into dist/lambda/<name>/index.js: minified, only the clients it uses.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(fileURLToPath(import.meta.url), '..', '..');
const source = join(root, 'lambda');
const isHandler = (file) =>
  file.endsWith('.ts') && /^export const handler\b/m.test(readFileSync(join(source, file), 'utf8'));
const handlers = readdirSync(source, { recursive: true }).filter(isHandler);

await build({
  entryPoints: Object.fromEntries(handlers.map((file) => [`${basename(file, '.ts')}/index`, join(source, file)])),
  outdir: join(root, 'dist', 'lambda'),
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
});
