import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** @returns the folder with `index.js`; the same text each time, so that the asset is the same */
export function bundleFill(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pegasus-aws-check-fill-'));
  // Functions of this machine run as another user.
  chmodSync(folder, 0o755);
  buildSync({
    entryPoints: [join(__dirname, 'fill-stores.ts')],
    outfile: join(folder, 'index.js'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['pg-native'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  return folder;
}
