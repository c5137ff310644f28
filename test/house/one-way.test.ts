import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import * as scripts from '../../lib/database/self-managed/check-script';
import { DUMP_SCRIPT } from '../../lib/database/self-managed/dump-script';
import { RESTORE_SCRIPT } from '../../lib/database/self-managed/restore-script';

const ROOT = resolve(__dirname, '..', '..');

/** Files of the product in which a line matches. */
const filesWith = (what: RegExp, layers: readonly string[] = ['cli', 'lib', 'lambda', 'runtime', 'domain']): string[] =>
  layers.flatMap((layer) =>
    readdirSync(join(ROOT, layer), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${layer}/${name}`)
      .filter((file) => what.test(readFileSync(join(ROOT, file), 'utf8'))),
  );

test('F113 only one file opens a session of Postgres', () => {
  expect(filesWith(/new (\w+\.)?(Client|Pool|Native)\(/)).toEqual(['runtime/database/session.ts']);
  expect(filesWith(/import (?!type )[^;]*(?<!type )\b(Client|Pool|native|defaults)\b[^;]*from 'pg'/)).toEqual([
    'runtime/database/session.ts',
  ]);
  expect(
    filesWith(/import (pg|\*)[^;]*from 'pg'|require\('pg'\)|from 'pg[-/]|from '(postgres|pg-promise|knex)'/),
  ).toEqual([]);
});

test('F113 the tools of Postgres begin with the search path of Postgres alone, wherever they are called', () => {
  const calling = filesWith(/^(?!.*\* )(?!--).*\b(psql -|pg_dump --|pg_restore --(?!version))/m);
  expect(calling).toEqual([
    'lib/database/self-managed/check-script.ts',
    'lib/database/self-managed/dump-script.ts',
    'lib/database/self-managed/restore-script.ts',
  ]);
  for (const script of [scripts.CHECK_SCRIPT, DUMP_SCRIPT, RESTORE_SCRIPT]) {
    const pinned = script.indexOf('search_path=pg_catalog,pg_temp');
    expect(pinned).toBeGreaterThan(-1);
    expect(pinned).toBeLessThan(script.search(/psql -|pg_dump --(?!version)|pg_restore --(?!version)/));
  }
});

test('F115 only one file writes to the terminal, makes a logger, or makes the text of a mail', () => {
  expect(filesWith(/console\.\w+\(|process\.std(out|err)\.write/, ['cli'])).toEqual(['cli/terminal.ts']);
  expect(filesWith(/new Logger\(/)).toEqual(['runtime/execution/logger.ts']);
  expect(filesWith(/as MailText/)).toEqual(['domain/workflow/mail-text.ts']);
});

/** What a client of the SDK can list page by page. */
const PAGED = readdirSync(join(ROOT, 'node_modules', '@aws-sdk'))
  .map((client) => join(ROOT, 'node_modules', '@aws-sdk', client, 'dist-types', 'pagination'))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder))
  .flatMap((file) => /^(\w+)Paginator\.d\.ts$/.exec(file)?.[1] ?? []);

test('F108 no list is asked for one page and taken for whole, where the SDK can page it', () => {
  const one = new RegExp(`new (${[...PAGED, 'ListObjectVersions'].join('|')})Command\\(`, 'g');
  const asked = filesWith(one).flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(one)].map(([, name]) => `${file} ${name}`),
  );
  expect([...new Set(asked)].sort()).toEqual([
    // By its name: one, or an error.
    'cli/execution/state-machine-options.ts DescribeStacks',
    'runtime/database/rds/cluster-reader.ts DescribeDBClusters',
    'runtime/database/rds/instances.ts DescribeDBInstances',
    'runtime/database/rds/subnet-groups.ts DescribeDBSubnetGroups',
    // Read to its end by `versionPages` and ObjectVersions.
    'runtime/objects/version-pages.ts ListObjectVersions',
    // Of one resource ID there is one target.
    'runtime/traffic/switches/ecs-service.ts DescribeScalableTargets',
  ]);
});
