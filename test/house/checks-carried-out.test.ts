import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = resolve(__dirname, '..', '..');
const sources = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(ROOT, folder, file), 'utf8'));

const CHECKS = sources('domain/checks').flatMap((text) =>
  [...text.matchAll(/^export const (\w+): Check\b/gm)].map(([, name]) => name!),
);
/** What a check is given to, beside a verdict that is given without looking. */
const carriedOut = ['runtime', 'lambda', 'cli']
  .flatMap(sources)
  .flatMap((text) => [...text.matchAll(/\b(?!notApplicable|judge|unknown)\w+\(\s*([A-Z_]+),/g)])
  .map(([, name]) => name);

test('there are checks', () => expect(CHECKS.length).toBeGreaterThan(10));

test.each(CHECKS)('%s is carried out: a verdict that nothing asks for would prove nothing', (name) => {
  expect(carriedOut).toContain(name);
});
