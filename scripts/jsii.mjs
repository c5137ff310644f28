// Compiles the public API with jsii, which says what no other language of CDK could use. In a copy: it writes its own
// configuration of TypeScript, and what it compiles, beside the sources. Nothing of it is published yet.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = join(fileURLToPath(import.meta.url), '..', '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const lowest = (range) => range.replace(/^\^/, '');
const folder = mkdtempSync(join(tmpdir(), 'jsii-'));

/** `lib`, and what it takes types from. */
for (const part of ['lib', 'lambda', 'runtime', 'domain', 'README.md', 'LICENSE']) {
  cpSync(join(root, part), join(folder, part), { recursive: true });
}
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
const { name, version, description, license, repository, peerDependencies } = manifest;
const [, author, email] = /^(.+) <(.+)>$/.exec(manifest.author);
writeFileSync(
  join(folder, 'package.json'),
  JSON.stringify({
    ...{ name, version, description, license, repository, peerDependencies },
    author: { name: author, email },
    main: 'lib/index.js',
    types: 'lib/index.d.ts',
    stability: 'experimental',
    // As jsii wants it: what is compiled against is the oldest that is promised.
    devDependencies: Object.fromEntries(Object.entries(peerDependencies).map(([peer, range]) => [peer, lowest(range)])),
    jsii: { outdir: 'jsii', targets: {}, tsc: { types: ['node'] } },
  }),
);
const options = ['--silence-warnings=reserved-word', '--fail-on-warnings'];
const { status } = spawnSync(
  process.execPath,
  [require.resolve('jsii/bin/jsii'), ...options, ...process.argv.slice(2)],
  {
    cwd: folder,
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: 'true' },
    stdio: 'inherit',
  },
);
rmSync(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;
