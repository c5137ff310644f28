import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = resolve(__dirname, '..', '..');
const { scripts }: { scripts: Record<string, string> } = require(join(ROOT, 'package.json'));
const text = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
const code = [...text.matchAll(/```bash\n(.*?)```|`([^`\n]+)`/gs)].map(([, block, inline]) => block ?? inline ?? '');
const found = (pattern: RegExp) => [...new Set(code.flatMap((one) => one.match(pattern) ?? []))];

describe('the commands of CONTRIBUTING.md', () => {
  test.each(found(/npm (?:test|run (?:-s )?[\w:-]+)/g))('`%s` is a script', (command) => {
    expect(Object.keys(scripts)).toContain(command.split(' ').at(-1));
  });

  test('name every check that a contributor runs', () => {
    expect(found(/npm (?:test|run [\w:-]+)/g)).toEqual(
      expect.arrayContaining(
        ['test', 'run lint', 'run typecheck', 'run faults', 'run second-opinions', 'run bench', 'run mutations'].map(
          (command) => `npm ${command}`,
        ),
      ),
    );
  });

  test('`.ci/run` can be run', () => {
    expect(text).toContain('`.ci/run`');
    expect(statSync(join(ROOT, '.ci', 'run')).mode & 0o100).toBe(0o100);
  });

  test.each(found(/npm run bench -- (\w[\w-]*)/g))('`%s` is a benchmark', (command) => {
    expect(existsSync(join(ROOT, 'bench', `${command.split(' ').at(-1)}.ts`))).toBe(true);
  });

  test.each(found(/\b(?:bench|bin|cli|docs|domain|examples|lambda|lib|local|runtime|scripts|test)\/[\w./-]*/g))(
    '%s is there',
    (path) => expect(existsSync(join(ROOT, path))).toBe(true),
  );
});
