import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { STEPS } from '../../domain/workflow/workflow';
import { FAULTS } from './catalogue/catalogue';
import { document } from './catalogue/document';
import { APPLICATION } from './machine/application';
import { CANDIDATE } from './machine/candidate';
import { CLOCKS } from './machine/clocks';
import { EXECUTION } from './machine/execution';
import type { Expected } from './machine/expected';
import { NEXT_CANDIDATE } from './machine/next-candidate';
import { REQUESTS } from './machine/requests';
import { SCOPES } from './machine/scopes';
import { STORES } from './machine/stores';
import { TRAFFIC } from './machine/traffic';

const ROOT = join(__dirname, '..', '..');
const DOCUMENT = join(ROOT, 'docs', 'faults.md');

/** Titles that are put together while tests are collected. */
const MADE: Readonly<Record<string, readonly Expected[]>> = {
  'test/faults/machine.test.ts': [...REQUESTS, ...SCOPES, ...NEXT_CANDIDATE, ...STORES, ...EXECUTION],
  'test/faults/surroundings.test.ts': [...TRAFFIC, ...APPLICATION, ...CANDIDATE, ...CLOCKS],
};

/** Whether a test of that file has these words in its name. */
function isTitle(file: string, title: string): boolean {
  const made = MADE[file];
  if (made !== undefined) return made.some((one) => one.title.includes(title));
  if (file.startsWith('test/faults/states/')) return STEPS.some((step) => `F72 ${step} `.startsWith(title.slice(0, 4)));
  return readFileSync(join(ROOT, file), 'utf8').includes(title);
}

test('none is missing, none is there twice', () => {
  const all = Array.from({ length: 78 }, (_, index) => `F${String(index + 1).padStart(2, '0')}`);
  expect(FAULTS.map(({ id }) => id)).toEqual(all);
});

describe.each(FAULTS)('$id', ({ trials }) => {
  test('is tried somewhere, by tests that exist', () => {
    expect(trials.length).toBeGreaterThan(0);
    const unknown = trials.filter(({ file, title }) => !existsSync(join(ROOT, file)) || !isTitle(file, title));
    expect(unknown).toEqual([]);
  });
});

test('docs/faults.md has them all, as they are tried', () => {
  if (process.env.UPDATE_GOLDEN) writeFileSync(DOCUMENT, document());
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(document());
});
