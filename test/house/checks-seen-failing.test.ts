import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Check } from '../../domain/checks/check';
import { FAILING } from '../lambda/steps/failing-checks';

const FOLDER = join(__dirname, '..', '..', 'domain', 'checks');
const isCheck = (value: unknown): value is Check =>
  typeof value === 'object' && value !== null && 'name' in value && 'expected' in value;

/** Of no restore, but of a command; its case is in the test of that. */
const OF_COMMANDS: Readonly<Record<string, string>> = { references: 'test/cli/commands/verify.test.ts' };

const checks = readdirSync(FOLDER).flatMap((file) =>
  Object.values(require(join(FOLDER, file)) as Record<string, unknown>).filter(isCheck),
);

test('there are checks', () => expect(checks.length).toBeGreaterThan(10));

test.each(checks.map(({ name }) => name))('%s was seen failing: a check that cannot fail proves nothing', (name) => {
  const file = OF_COMMANDS[name];
  if (file === undefined) expect(Object.keys(FAILING)).toContain(name);
  else
    expect(readFileSync(join(__dirname, '..', '..', file), 'utf8')).toMatch(
      new RegExp(`failed.*${name}|${name}.*failed`),
    );
});
