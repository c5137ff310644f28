import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** With the schemas that the library of CycloneDX has, as its own validator compiles them. */
function bomValidator(): ValidateFunction {
  const folder = join(dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json')), 'res', 'schema');
  const read = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.SNAPSHOT.schema.json`), 'utf8'));
  const beside = ['spdx', 'jsf-0.82'].map((name) => [
    `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`,
    read(name),
  ]);
  const ajv = new Ajv({ strict: false, addUsedSchema: false, schemas: Object.fromEntries(beside) });
  addFormats(ajv);
  // Of neither is there one in ajv-formats; no e-mail address is in the bill.
  for (const format of ['iri-reference', 'idn-email']) ajv.addFormat(format, true);
  return ajv.compile(read('bom-1.6'));
}

const repository = resolve(__dirname, '..', '..');
const place = mkdtempSync(join(tmpdir(), 'pegasus-backup-package-'));
const installed = join(place, 'consumer', 'node_modules', 'pegasus-backup');
const run = (command: string, args: string[], cwd: string): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Builds and packs a copy of the repository, so that the bundles other tests use stay where they are. */
beforeAll(() => {
  const copy = join(place, 'repository');
  mkdirSync(copy);
  for (const part of [
    'bin',
    'cli',
    'domain',
    'lambda',
    'lib',
    'local',
    'runtime',
    'scripts',
    'docs',
    'examples',
    'package.json',
    'README.md',
    'CHANGELOG.md',
    'SECURITY.md',
    'LICENSE',
    'tsconfig.json',
    'tsconfig.build.json',
  ]) {
    if (existsSync(join(repository, part))) cpSync(join(repository, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
  run('npm', ['run', '--silent', 'build'], copy);
  const tarball = run('npm', ['pack', '--silent', '--ignore-scripts'], copy).trim();

  mkdirSync(installed, { recursive: true });
  run('tar', ['-xzf', join(copy, tarball), '-C', installed, '--strip-components', '1'], place);
  for (const peer of ['aws-cdk-lib', 'constructs']) {
    symlinkSync(join(repository, 'node_modules', peer), join(installed, '..', peer));
  }
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

test('an empty app that installs the package synthesises', () => {
  const app = `
    const { App, Stack } = require('aws-cdk-lib');
    const { Vpc } = require('aws-cdk-lib/aws-ec2');
    const { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } = require('aws-cdk-lib/aws-rds');
    const { Bucket } = require('aws-cdk-lib/aws-s3');
    const { Application, PegasusBackup, ProtectedDatabase } = require('pegasus-backup');
    const app = new App({ outdir: 'cdk.out' });
    const stack = new Stack(app, 'Consumer');
    const vpc = new Vpc(stack, 'Vpc');
    const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
    new PegasusBackup(stack, 'Backup', {
      database: ProtectedDatabase.instance(new DatabaseInstance(stack, 'Database', { engine, vpc })),
      bucket: new Bucket(stack, 'Objects'),
      application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
      vpc,
    });
    app.synth();`;
  const consumer = join(place, 'consumer');
  writeFileSync(join(consumer, 'app.js'), app);
  run(process.execPath, ['app.js'], consumer);
  const { Resources } = JSON.parse(readFileSync(join(consumer, 'cdk.out', 'Consumer.template.json'), 'utf8'));
  const types = Object.values<{ Type: string }>(Resources).map(({ Type }) => Type);
  expect(types).toContain('AWS::StepFunctions::StateMachine');
});

test('installing it brings nothing else: the drill and the handlers carry what they need', () => {
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
    readFileSync(join(installed, 'package.json'), 'utf8'),
  );
  expect({ dependencies, optionalDependencies }).toEqual({});
  expect(Object.keys(peerDependencies)).toEqual(['aws-cdk-lib', 'constructs']);
});

describe('each package that is bundled', () => {
  const repositoryOf = join(place, 'repository');
  const bundled = () => {
    const files: string[] = ['cli', 'handlers'].flatMap((name) =>
      JSON.parse(readFileSync(join(repositoryOf, 'dist', 'bundled', `${name}.json`), 'utf8')),
    );
    const names = files.map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? file);
    return [...new Set(names)];
  };
  const versionOf = (name: string): string =>
    JSON.parse(readFileSync(join(repository, 'node_modules', name, 'package.json'), 'utf8')).version;

  test('is in the bill of materials (CycloneDX), with its version and license, and nothing else is', () => {
    const bom = JSON.parse(readFileSync(join(installed, 'dist', 'sbom.cdx.json'), 'utf8'));
    expect(bom).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'pegasus-backup' } } });
    const components: { group?: string; name: string; version: string; purl: string; licenses: unknown[] }[] =
      bom.components;
    const named = components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`));
    expect([...new Set(named)].sort()).toEqual(bundled().sort());
    expect(named).toEqual(expect.arrayContaining(['pg', 'zod', 'commander', '@aws-sdk/client-s3', 'jsonata']));
    expect(named).not.toContain('jest');
    expect(components.filter(({ licenses = [] }) => licenses.length === 0).map(({ name }) => name)).toEqual([]);
    const pg = components.find(({ name }) => name === 'pg');
    expect([pg?.version, pg?.purl]).toEqual([versionOf('pg'), `pkg:npm/pg@${versionOf('pg')}`]);
  });

  test('is in a bill that the published schema of CycloneDX accepts, which refuses another', () => {
    const isValid = bomValidator();
    const bom = JSON.parse(readFileSync(join(installed, 'dist', 'sbom.cdx.json'), 'utf8'));
    isValid(bom);
    expect([bom.specVersion, isValid.errors]).toEqual(['1.6', null]);
    expect(isValid({ ...bom, components: [{ ...bom.components[0], type: 'thing' }] })).toBe(false);
  });

  test('is in the notices, with the text of its license', () => {
    const notices = readFileSync(join(installed, 'dist', 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    expect(bundled().filter((name) => !notices.includes(`\n${name} `))).toEqual([]);
    expect(notices).toContain(`pg ${versionOf('pg')}\nLicense: MIT`);
    expect(notices).toContain('Brian Carlson');
    expect(notices).toContain('Apache License');
  });
});

test('beside the bundles there is nothing of the handlers', () => {
  const handlers = join(installed, 'dist', 'handlers');
  const files = readdirSync(handlers, { recursive: true, encoding: 'utf8' }).filter((file) => extname(file) !== '');
  expect(files).toContain('plan-restore.js');
  expect(files.filter((file) => !/^([a-z-]+|chunks\/[A-Z0-9]+)\.js$/.test(file))).toEqual([]);
});

test('the types that are public need nothing that is not in the package', () => {
  const missing: string[] = [];
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
      const next = join(dirname(file), `${target}.d.ts`);
      if (existsSync(next)) visit(next);
      else missing.push(`${file} → ${target}`);
    }
  };
  visit(join(installed, 'dist', 'lib', 'index.d.ts'));
  expect(seen.size).toBeGreaterThan(5);
  expect(missing).toEqual([]);
});

describe('a page of the package', () => {
  /** Relative ones that lead out of the package, or to nothing in it; `[text](link)`, `[name]: link` and HTML. */
  const broken = (page: string, text: string): string[] =>
    [...text.matchAll(/\]\(<?([^)\s>]+)|^\[[^\]]+\]:\s*<?([^\s>]+)|(?:src|href)="([^"]+)"/gm)]
      .map((found) => found.slice(1).find((link) => link !== undefined) ?? '')
      .filter((link) => !/^([a-z][a-z0-9+.-]*:|#)/i.test(link))
      .filter((link) => {
        const target = resolve(dirname(page), decodeURI(link.replace(/[?#].*$/, '')));
        return !target.startsWith(`${installed}/`) || !existsSync(target);
      });
  const pages = () =>
    readdirSync(installed, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(md|html)$/.test(file))
      .map((file) => join(installed, file));

  test('links to nothing that is not in it', () => {
    expect(pages().length).toBeGreaterThan(5);
    expect(
      pages().flatMap((page) => broken(page, readFileSync(page, 'utf8')).map((link) => `${page}: ${link}`)),
    ).toEqual([]);
  });

  test('that linked to what is left out would be found, however it is written', () => {
    const page = join(installed, 'docs', 'page.md');
    const left = ['../cdk.json', '../test/a.ts#L1', '../../consumer/app.js', '/README.md', 'no%20page.md'];
    for (const link of left) {
      for (const text of [`[a](${link})`, `![a](<${link}> "a")`, `[a]: ${link}`, `<a href="${link}">`]) {
        expect(broken(page, text)).toEqual([link]);
      }
    }
    expect(broken(page, '[a](../README.md#b) [b](design.md) [c](#d) [d](https://a.b/c) [e](../examples)')).toEqual([]);
  });
});

test('the command line runs and says how it is used', () => {
  expect(run(process.execPath, [join(installed, 'dist', 'bin', 'pegasus-backup.js'), '--help'], place)).toContain(
    'drill',
  );
});
