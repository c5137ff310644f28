import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = resolve(__dirname, '..', '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const ROWS = [...read('CONTRIBUTING.md').matchAll(/^\| ([^|`]+) \| `([^`]+\.ts)` \| `(\w+)` \|$/gm)].map(
  ([, term = '', file = '', symbol = '']) => [term, file, symbol] as const,
);

const exportedNames = (text: string): string[] =>
  [...text.matchAll(/^export (?:async |abstract )*(?:const|function\*?|class|interface|type|enum) (\w+)/gm)].map(
    ([, name = '']) => name,
  );

/** Each exported name of the product, and the files that export it. */
const homes = new Map<string, Set<string>>();
for (const layer of ['bin', 'cli', 'lib', 'lambda', 'runtime', 'domain', 'local']) {
  for (const name of readdirSync(join(ROOT, layer), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const file = `${layer}/${name}`;
    for (const symbol of exportedNames(read(file))) homes.set(symbol, (homes.get(symbol) ?? new Set()).add(file));
  }
}

test('at least thirty terms have a file, none of them twice', () => {
  const terms = ROWS.map(([term]) => term);
  expect(terms.length).toBeGreaterThanOrEqual(30);
  expect(terms).toEqual([...new Set(terms)]);
  const lines = read('CONTRIBUTING.md').match(/^\| .*\.ts` \|/gm) ?? [];
  expect(lines).toHaveLength(ROWS.length);
});

test.each(ROWS)('%s: %s exports %s, and no other file does', (_, file, symbol) => {
  expect(existsSync(join(ROOT, file))).toBe(true);
  expect([...(homes.get(symbol) ?? [])]).toEqual([file]);
});
