import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everyTemplate } from '../every-template';

/** Dependencies that CDK writes out although a reference implies them; a major version of Postgres, which RDS takes. */
const NOISE = ['W3005', 'W3691'];

test('cfn-lint finds no error in any template that the suite synthesises, and no action that IAM lacks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cfn-lint-'));
  const files = everyTemplate().flatMap(({ name, templates }) =>
    templates.map((template, index) => {
      const file = join(folder, `${name.replace(/\W+/g, '-')}-${index}.template.json`);
      writeFileSync(file, JSON.stringify(template));
      return file;
    }),
  );
  const options = ['--ignore-checks', ...NOISE, '--include-checks', 'I3510', '--format', 'parseable', '--'];
  const { stdout, stderr } = spawnSync('cfn-lint', [...options, ...files], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  rmSync(folder, { recursive: true });
  const found = stdout.split('\n').filter((line) => /:(E\d{4}|W3037|I3510):/.test(line));
  expect({ found: found.map((line) => line.replace(`${folder}/`, '')), stderr }).toEqual({ found: [], stderr: '' });
  expect(files.length).toBeGreaterThan(40);
});
