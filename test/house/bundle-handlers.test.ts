import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeEach, expect, test } from '@jest/globals';

const ROOT = resolve(__dirname, '..', '..');
const house = mkdtempSync(join(tmpdir(), 'bundle-handlers-'));
const bundle = join(house, 'dist', 'handlers', 'one.js');
const write = (file: string, text: string) => {
  mkdirSync(dirname(join(house, file)), { recursive: true });
  writeFileSync(join(house, file), text);
};
function bundleHandlers() {
  const { status, stderr } = spawnSync(process.execPath, [join(house, 'scripts', 'bundle-handlers.mjs')]);
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
}

symlinkSync(join(ROOT, 'node_modules'), join(house, 'node_modules'));
for (const file of ['scripts/bundle-handlers.mjs', 'scripts/bundled.mjs', 'tsconfig.json']) {
  cpSync(join(ROOT, file), join(house, file));
}
write('lambda/steps/one.ts', `import { two } from '../../runtime/two';\nexport const handler = () => two;`);
write('runtime/two.ts', `export { three as two } from '../domain/three';`);
afterAll(() => rmSync(house, { recursive: true }));

beforeEach(() => {
  write('domain/three.ts', `export const three = 'as it was';`);
  rmSync(join(house, 'dist'), { recursive: true, force: true });
  bundleHandlers();
  expect(readFileSync(bundle, 'utf8')).toContain('as it was');
  // What only a new bundle takes away.
  writeFileSync(bundle, 'kept');
});

test('the bundles are kept as long as no source differs', () => {
  bundleHandlers();
  expect(readFileSync(bundle, 'utf8')).toBe('kept');
});

test('a source that differs, however far from the handler, makes them anew', () => {
  write('domain/three.ts', `export const three = 'as it is';`);
  bundleHandlers();
  expect(readFileSync(bundle, 'utf8')).toContain('as it is');
});

test('a bundle that is gone is made again', () => {
  rmSync(bundle);
  bundleHandlers();
  expect(existsSync(bundle)).toBe(true);
});

test('a new handler gets its bundle', () => {
  write('lambda/steps/other.ts', 'export const handler = () => 1;');
  bundleHandlers();
  expect(existsSync(join(house, 'dist', 'handlers', 'other.js'))).toBe(true);
});
