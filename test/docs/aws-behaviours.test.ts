import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BEHAVIOURS } from './aws-behaviours/behaviours';
import { pageOf } from './aws-behaviours/page';

const PAGE = 'docs/aws-behaviours.md';

test('docs/aws-behaviours.md has them all', () => {
  if (process.env.UPDATE_GOLDEN) writeFileSync(PAGE, pageOf(BEHAVIOURS));
  expect(readFileSync(PAGE, 'utf8')).toBe(pageOf(BEHAVIOURS));
});

test('every address is one that a package of AWS names', () => {
  const invented = BEHAVIOURS.flatMap(({ documented }) => documented).filter(
    (one) => !readFileSync(join('node_modules', one.in), 'utf8').includes(one.address),
  );
  expect(invented).toEqual([]);
});

test('every behaviour is documented, and relied on by a file that is there', () => {
  const loose = BEHAVIOURS.filter(({ documented, reliedOnBy }) => documented.length === 0 || !existsSync(reliedOnBy));
  expect(loose.map(({ behaviour }) => behaviour)).toEqual([]);
});

test('every test that is named is there, under its title', () => {
  const shown = BEHAVIOURS.flatMap((one) => one.shown);
  const missing = shown.filter(({ file, title }) => !existsSync(file) || !titles(file).includes(title));
  expect(missing).toEqual([]);
  expect(shown.length).toBeGreaterThan(40);
});

test('what nothing has shown is said on the page of the first day', () => {
  const page = readFileSync('docs/first-deployment.md', 'utf8');
  const unsaid = BEHAVIOURS.filter(({ shown }) => shown.length === 0).filter(
    ({ behaviour }) => !page.includes(behaviour),
  );
  expect(unsaid.map(({ behaviour }) => behaviour)).toEqual([]);
});

/** What stands between quotation marks behind a `(`: the title of a test, or nothing that looks like one. */
const titles = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"([^"\n]*)"|`([^`]*)`)/g)].map(
    ([, single, double, template]) => (single ?? double ?? template ?? '').replace(/\\'/g, "'"),
  );
