import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

/** `from` imports `to`; files of the house without their extension. */
type Import = readonly [from: string, to: string, kind?: 'type'];

const CONFIGURATION = resolve('.dependency-cruiser.cjs');
const RULES: string[] = require(CONFIGURATION).forbidden.map(({ name }: { name: string }) => name);
/** Those of `npm run lint`, and the tests. */
const FOLDERS = JSON.parse(readFileSync('package.json', 'utf8'))
  .scripts.lint.match(/depcruise --config \S+ (.*)$/)[1]
  .split(' ')
  .concat('test') as string[];

const BROKEN: readonly (readonly [rule: string, ...Import])[] = [
  ['domain-is-pure', 'domain/workflow/clients', 'runtime/objects/target'],
  ['domain-has-no-io', 'domain/workflow/files', 'node:fs'],
  ['domain-has-no-io', 'domain/workflow/database', 'pg', 'type'],
  ['domain-has-no-io', 'domain/arguments/url', 'node:net'],
  ['domain-parses-addresses-in-one-file', 'domain/arguments/address', 'node:dns'],
  ['runtime-uses-domain', 'runtime/execution/step', 'lambda/target'],
  ['runtime-uses-domain', 'runtime/execution/step-types', 'lambda/target', 'type'],
  ['lambda-uses-runtime', 'lambda/steps/construct', 'lib/target', 'type'],
  ['cli-uses-runtime', 'cli/step', 'lambda/target'],
  ['cli-uses-runtime', 'cli/step-types', 'lambda/target', 'type'],
  ['lib-uses-domain', 'lib/command', 'cli/target', 'type'],
  ['lib-takes-only-types-from-lambda-and-runtime', 'lib/handler', 'lambda/target'],
  ['lib-takes-only-types-from-lambda-and-runtime', 'lib/client', 'runtime/objects/target'],
  ['only-cli-bench-aws-check-and-test-import-local', 'bin/drill', 'local/target'],
  ['only-cli-bench-aws-check-and-test-import-local', 'lib/drill', 'local/target', 'type'],
  ['only-cli-bench-aws-check-and-test-import-local', 'examples/drill', 'local/target'],
  ['local-knows-no-command', 'local/drill/command', 'cli/target'],
  ['only-test-imports-aws-check', 'bench/check', 'aws-check/target'],
  ['bin-uses-cli-and-lib', 'bin/step', 'lambda/target', 'type'],
  ['examples-use-lib', 'examples/step', 'lambda/target', 'type'],
  ['only-test-imports-bin', 'cli/entry', 'bin/target'],
  ['only-test-imports-bin', 'bench/entry', 'bin/target'],
  ['domain-workflow-reads-no-folder-above', 'domain/workflow/next', 'domain/request/target', 'type'],
  ['domain-workflow-reads-no-folder-above', 'domain/workflow/last', 'domain/readiness/target'],
  ['domain-request-and-arguments-reads-no-folder-above', 'domain/request/next', 'domain/objects/target'],
  ['domain-objects-and-database-reads-no-folder-above', 'domain/objects/next', 'domain/references/target'],
  ['domain-objects-and-database-reads-no-folder-above', 'domain/database/next', 'domain/report/target'],
  ['domain-events-reads-no-folder-above', 'domain/events/next', 'domain/report/target'],
  ['domain-references-and-report-reads-no-folder-above', 'domain/references/next', 'domain/checks/target'],
  ['domain-references-and-report-reads-no-folder-above', 'domain/report/next', 'domain/checks/target'],
  ['domain-checks-reads-no-folder-above', 'domain/checks/next', 'domain/traffic/target'],
  ['domain-checks-reads-no-folder-above', 'domain/checks/last', 'domain/readiness/target'],
  ['domain-has-a-step-for-every-folder', 'lambda/steps/unsorted', 'domain/target'],
  ['runtime-evidence-and-execution-reads-no-folder-above', 'runtime/evidence/next', 'runtime/objects/target'],
  ['runtime-evidence-and-execution-reads-no-folder-above', 'runtime/execution/last', 'runtime/traffic/target'],
  ['runtime-objects-reads-no-folder-above', 'runtime/objects/next', 'runtime/database/target'],
  [
    'runtime-database-and-references-and-events-reads-no-folder-above',
    'runtime/database/next',
    'runtime/checks/target',
  ],
  [
    'runtime-database-and-references-and-events-reads-no-folder-above',
    'runtime/references/next',
    'runtime/checks/target',
  ],
  ['runtime-database-and-references-and-events-reads-no-folder-above', 'runtime/events/next', 'runtime/checks/target'],
  ['runtime-checks-reads-no-folder-above', 'runtime/checks/next', 'runtime/cut-over/target'],
  ['runtime-cut-over-and-drills-reads-no-folder-above', 'runtime/cut-over/next', 'runtime/readiness/target'],
  ['runtime-cut-over-and-drills-reads-no-folder-above', 'runtime/drills/next', 'runtime/readiness/target'],
  ['runtime-readiness-reads-no-folder-above', 'runtime/readiness/next', 'runtime/traffic/target'],
  ['runtime-has-a-step-for-every-folder', 'lambda/steps/unsorted-client', 'runtime/clients/target'],
];

const CYCLES: readonly (readonly [rule: string, of: string, imports: readonly Import[]])[] = [
  [
    'no-cycle-of-values',
    'two files',
    [
      ['lib/a', 'lib/b'],
      ['lib/b', 'lib/a'],
    ],
  ],
  [
    'no-cycle-of-values',
    'two files that may make a cycle of types',
    [
      ['local/aws/rds/clusters/db-cluster', 'local/aws/rds/clusters/cluster-member'],
      ['local/aws/rds/clusters/cluster-member', 'local/aws/rds/clusters/db-cluster'],
    ],
  ],
  [
    'no-cycle-of-types',
    'two files',
    [
      ['local/drill/a', 'local/drill/b'],
      ['local/drill/b', 'local/drill/a', 'type'],
    ],
  ],
  [
    'no-cycle-of-types',
    'a file that may make another one',
    [
      ['local/aws/step-functions/states', 'local/aws/step-functions/execution'],
      ['local/aws/step-functions/execution', 'local/aws/step-functions/states', 'type'],
    ],
  ],
];

const KEPT: readonly Import[] = [
  ['domain/workflow/hash', 'node:crypto'],
  ['domain/arguments/address', 'node:net'],
  ['domain/workflow/schema', 'zod'],
  ['domain/request/a', 'domain/workflow/b'],
  ['domain/objects/a', 'domain/request/b'],
  ['domain/objects/a', 'domain/database/b'],
  ['domain/database/a', 'domain/objects/b'],
  ['domain/references/a', 'domain/database/b'],
  ['domain/references/a', 'domain/report/b'],
  ['domain/report/a', 'domain/references/b'],
  ['domain/checks/a', 'domain/references/b'],
  ['domain/traffic/a', 'domain/checks/b'],
  ['domain/traffic/a', 'domain/readiness/b'],
  ['domain/readiness/a', 'domain/traffic/b'],
  ['runtime/evidence/a', 'runtime/execution/b'],
  ['runtime/execution/a', 'runtime/evidence/b'],
  ['runtime/objects/a', 'runtime/evidence/b'],
  ['runtime/database/a', 'runtime/objects/b'],
  ['runtime/database/a', 'runtime/references/b'],
  ['runtime/references/a', 'runtime/database/b'],
  ['runtime/checks/a', 'runtime/database/b'],
  ['runtime/cut-over/a', 'runtime/checks/b'],
  ['runtime/cut-over/a', 'runtime/drills/b'],
  ['runtime/drills/a', 'runtime/cut-over/b'],
  ['runtime/readiness/a', 'runtime/drills/b'],
  ['runtime/traffic/a', 'runtime/readiness/b'],
  ['runtime/traffic/a', 'domain/traffic/b'],
  ['runtime/execution/a', 'node:fs'],
  ['runtime/database/a', 'pg'],
  ['lambda/steps/a', 'runtime/traffic/b'],
  ['lambda/steps/a', 'domain/readiness/b'],
  ['cli/a', 'runtime/traffic/b'],
  ['cli/a', 'domain/readiness/b'],
  ['cli/a', 'local/b'],
  ['lib/a', 'domain/readiness/b'],
  ['lib/a', 'lambda/steps/b', 'type'],
  ['lib/a', 'runtime/traffic/b', 'type'],
  ['bin/a', 'cli/b'],
  ['bin/a', 'lib/b'],
  ['bench/a', 'local/b'],
  ['test/a', 'local/b'],
  ['test/a', 'bin/b'],
  ['test/a', 'lambda/steps/b'],
  ['examples/a', 'lib/b'],
  ['local/aws/step-functions/states', 'local/aws/step-functions/states-operations'],
  ['local/aws/step-functions/states-operations', 'local/aws/step-functions/states', 'type'],
  ['local/aws/rds/clusters/db-cluster', 'local/aws/rds/clusters/cluster-member', 'type'],
  ['local/aws/rds/clusters/cluster-member', 'local/aws/rds/clusters/db-cluster', 'type'],
];

/** What the lint says of a house that has only these imports. */
function lint(imports: readonly Import[]) {
  const house = mkdtempSync(join(tmpdir(), 'import-rules-'));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(house, file)), { recursive: true });
    writeFileSync(join(house, file), text);
  };
  try {
    for (const [file, lines] of filesOf(imports)) write(`${file}.ts`, lines.join('\n'));
    write('tsconfig.json', readFileSync('tsconfig.json', 'utf8'));
    write('package.json', JSON.stringify({ dependencies: { pg: '*', zod: '*' } }));
    for (const name of ['pg', 'zod']) write(`node_modules/${name}/index.js`, 'exports.x = 1;');
    const depcruise = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const { status, stdout } = spawnSync(process.execPath, [depcruise, '--config', CONFIGURATION, ...FOLDERS], {
      cwd: house,
      encoding: 'utf8',
    });
    const errors = [...stdout.matchAll(/^ *error (\S+): (\S+)\.ts → /gm)].map(([, rule, file]) => ({ rule, file }));
    return { status, stdout, errors };
  } finally {
    rmSync(house, { recursive: true });
  }
}

function filesOf(imports: readonly Import[]): Map<string, string[]> {
  const files = new Map(FOLDERS.map((folder) => [`${folder}/nothing`, ['export {};']]));
  const linesOf = (file: string) => {
    const lines = files.get(file) ?? ['export const x = 1;'];
    files.set(file, lines);
    return lines;
  };
  for (const [from, to, kind] of imports) {
    const inHouse = /^\w+\//.test(to);
    if (inHouse) linesOf(to);
    const specifier = inHouse ? relative(dirname(from), to).replace(/^(?!\.)/, './') : to;
    linesOf(from).push(`import ${kind ?? ''} { x } from '${specifier}';`);
  }
  return files;
}

describe('`npm run lint` fails when a rule is broken: each rule broken once', () => {
  const cycles = CYCLES.flatMap(([, , imports]) => imports);
  const { status, errors } = lint([...BROKEN.map(([, ...broken]) => broken), ...cycles]);
  const rulesNamed = (files: readonly (string | undefined)[]) =>
    errors.flatMap(({ rule, file }) => (files.includes(file) ? [rule] : []));

  test('it ends with the number of errors', () => {
    expect(errors).toHaveLength(BROKEN.length + CYCLES.length);
    expect(status).toBe(errors.length);
  });

  test.each(BROKEN)('%s: %s imports %s', (rule, from) => {
    expect(rulesNamed([from])).toEqual([rule]);
  });

  test.each(CYCLES)('%s: %s', (rule, _of, imports) => {
    expect(rulesNamed(imports.map(([from]) => from))).toEqual([rule]);
  });

  test('no rule is left out', () => {
    expect(new Set([...BROKEN, ...CYCLES].map(([rule]) => rule))).toEqual(new Set(RULES));
  });
});

test('a house that keeps every rule passes', () => {
  const { status, stdout } = lint(KEPT);
  expect(stdout).toContain('no dependency violations found');
  expect(status).toBe(0);
});
