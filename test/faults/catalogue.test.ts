import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { STEPS } from '../../domain/workflow/workflow';
import { FAULTS } from './catalogue/catalogue';
import { document } from './catalogue/document';
import { type Kind, titleOf } from './states/matrix';

const ROOT = join(__dirname, '..', '..');
const DOCUMENT = join(ROOT, 'docs', 'faults.md');
const KINDS: readonly Kind[] = ['throws', 'times out', 'is killed', 'is throttled', 'answers nonsense', 'runs twice'];

test('none is missing, none is there twice', () => {
  const numbers = FAULTS.map(({ id }) => Number(id.slice(1)));
  expect(numbers.slice(0, 78)).toEqual(Array.from({ length: 78 }, (_, index) => index + 1));
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
});

test('each is in the name of a test', () => {
  const texts = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('catalogue'))
    .map((file) => readFileSync(join(ROOT, 'test', file), 'utf8'));
  const made = STEPS.flatMap((step) => KINDS.map((kind) => titleOf(step, kind)));
  const titles = [...made, ...texts.flatMap((text) => text.match(/['`].*\bF\d{2,3}\b.*/g) ?? [])];
  expect(FAULTS.filter(({ id }) => !titles.some((title) => new RegExp(`\\b${id}\\b`).test(title)))).toEqual([]);
});

test('docs/faults.md has them all', () => {
  if (process.env.UPDATE_GOLDEN) writeFileSync(DOCUMENT, document());
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(document());
});
