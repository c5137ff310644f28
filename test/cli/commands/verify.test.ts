import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { verifyCommand } from '../../../cli/commands/verify';
import { BadArguments } from '../../../cli/exit-code';
import type { Verification } from '../../../cli/verify/run';
import type { DatabaseIdentity } from '../../../domain/database/identity';
import { seconds } from '../../../domain/request/target-time';
import { heartbeatKey } from '../../../domain/workflow/heartbeat';
import { databaseIdentity } from '../../../runtime/database/database-identity';
import { startPostgres, type TestDatabase } from '../../postgres';
import { BUCKET, type StoreBed, storeBed } from '../../runtime/objects/rewind/store-bed';

let database: TestDatabase;
let bed: StoreBed;
let folder: string;
let output: string[];

beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' });
  database = await startPostgres();
  await database.client.query(
    'create table exports (id text primary key, lecture_id text, export_type text, storage_path text)',
  );
});
afterAll(async () => await database?.close());

beforeEach(async () => {
  bed = await storeBed(Date.parse('2026-11-23T12:00:00Z'));
  folder = await mkdtemp(join(tmpdir(), 'verify-cli-'));
  output = [];
  jest.spyOn(console, 'log').mockImplementation((line) => void output.push(line));
  // The password of the test's own database stands in its URL.
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const at = (time: string) => new Date(`2026-11-23T${time}Z`);
  bed.s3.seed(BUCKET, [
    { key: 'p/a b+c.pdf', versions: [{ at: at('03:00:00'), body: 'one' }] },
    {
      key: 'p/deleted',
      versions: [
        { at: at('03:00:00'), body: 'two' },
        { at: at('05:00:00'), deleteMarker: true },
      ],
    },
  ]);
  await database.client.query('delete from exports');
});

afterEach(async () => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  await bed.close();
  await rm(folder, { recursive: true, force: true });
});

async function rows(...keys: string[]): Promise<void> {
  for (const key of keys) {
    await database.client.query('insert into exports values ($1, null, $2, $3)', [key, 'pdf', `s3://${BUCKET}/${key}`]);
  }
}

async function verify(...args: string[]): Promise<{ exitCode: unknown; result: Verification }> {
  const json = join(folder, 'result.json');
  const program = new Command().exitOverride().addCommand(verifyCommand().exitOverride());
  const place = ['--database-url', database.url, '--endpoint-url', bed.endpoint];
  const objects = args.includes('--bucket') ? [] : ['--bucket', BUCKET, '--prefix', 'p/'];
  await program.parseAsync(['node', 'pegasus-backup', 'verify', ...place, ...objects, '--json', json, ...args]);
  return { exitCode: process.exitCode, result: JSON.parse(await readFile(json, 'utf8')) };
}

const outcomeOf = ({ checks }: Verification, name: string) => checks.find((check) => check.name === name)?.outcome;

test('a system whose rows find their objects is verified, and nothing is written', async () => {
  await rows('p/a b+c.pdf');
  const { exitCode, result } = await verify();
  expect(exitCode).toBe(0);
  expect(result).toMatchObject({ verdict: 'verified', references: { checked: 1, dangling: 0, orphaned: 0 } });
  expect(outcomeOf(result, 'object bytes')).toBe('passed');
  expect(outcomeOf(result, 'readiness')).toBe('not applicable');
  expect([...bed.s3.calls.keys()].filter((name) => !/^(List|Get|Head)/.test(name))).toEqual(['CreateBucket']);
});

test('F83: a store that skips the first entry after a marker is refused with its key, and with one lister, as it says, looked through', async () => {
  const versions = [{ at: new Date('2026-11-23T03:00:00Z'), body: 'one' }];
  bed.s3.seed(BUCKET, [
    { key: 'p/a/1', versions },
    { key: 'p/b/1', versions },
  ]);
  bed.s3.faults.skipsBehindMarker = true;
  await rows('p/a/1', 'p/b/1');
  await expect(verify()).rejects.toThrow(/`p\/[ab]\/1` in protected: .*`--listers 1` avoids it/);
  const { result } = await verify('--listers', '1');
  expect(result).toMatchObject({ verdict: 'verified', objects: { keys: 3 }, references: { checked: 2, dangling: 0 } });
});

test.each(['title text', 'id text, course_id text'])(
  'a table `lectures` of another application (%s) is none of Pegasus, and fails nothing',
  async (columns) => {
    await rows('p/a b+c.pdf');
    await database.client.query(`create table lectures (${columns})`);
    try {
      const { result } = await verify();
      expect(result.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'unknown')).toEqual([]);
    } finally {
      await database.client.query('drop table lectures');
    }
  },
);

test('a row whose object is gone is named, with exit code 1', async () => {
  await rows('p/a b+c.pdf', 'p/deleted');
  const { exitCode, result } = await verify();
  expect(exitCode).toBe(1);
  expect(result).toMatchObject({ verdict: 'failed', references: { checked: 2, dangling: 1 } });
  expect(output.join('\n')).toMatch(/failed +references: missing: exports p\/deleted \(storage_path\) → p\/deleted/);
});

test.each([
  [10, ''],
  [11, '; and 1 more'],
])('of %i rows whose objects are gone ten are named, the others counted', async (gone, more) => {
  await rows('p/a b+c.pdf', ...Array.from({ length: gone }, (_, n) => `p/gone-${n}`));
  const { result } = await verify();
  expect(result.references).toMatchObject({ checked: gone + 1, dangling: gone });
  const { observed } = result.checks.find(({ name }) => name === 'references')!;
  expect([observed.match(/missing: /g)?.length, / → [^;]+(; and .*)?$/.exec(observed)?.[1] ?? '']).toEqual([10, more]);
});

/** Of the clock of the store, which is that of this machine. */
const YESTERDAY = seconds(Date.now() - 24 * 3600_000);

/** In which the row of `p/deleted` misses its object. */
async function baselineOf(takenAt: string, other: Partial<DatabaseIdentity> | null = {}): Promise<string> {
  const file = join(folder, 'baseline.json');
  const of = other && { ...(await databaseIdentity(database.client)), ...other };
  const source = { identifier: 'pegasus', resourceId: 'db-1' };
  const broken = [{ key: 'p/deleted', row: 'exports p/deleted (storage_path)' }];
  await writeFile(
    file,
    JSON.stringify({ version: 1, takenAt, source, ...(of && { database: of }), checked: 2, broken }),
  );
  return file;
}

test('a row whose object was gone in the baseline already is told apart', async () => {
  await rows('p/a b+c.pdf', 'p/deleted');
  const { exitCode, result } = await verify('--baseline', await baselineOf(YESTERDAY));
  expect(exitCode).toBe(0);
  expect(result.references).toMatchObject({ checked: 2, dangling: 0, danglingBefore: 1 });
  expect(result.checks.find(({ name }) => name === 'references')).toMatchObject({
    outcome: 'passed',
    observed: '1 found, 1 missing as in the baseline; 0 objects without a row, 0 rows elsewhere',
  });
});

test('rows of which all are missing as in the baseline prove nothing', async () => {
  await rows('p/deleted');
  const { exitCode, result } = await verify('--baseline', await baselineOf(YESTERDAY));
  expect([exitCode, result.checks.find(({ name }) => name === 'references')]).toMatchObject([
    1,
    { outcome: 'failed', observed: 'none of 1 rows finds its object, 1 missing as in the baseline, 0 rows elsewhere' },
  ]);
});

test.each([
  ['of the future', '2999-11-24T12:00:00Z', []],
  ['of after `--at`', '2026-11-23T05:00:01Z', ['--at', '2026-11-23T05:00:00Z']],
  ['of no time at all', 'yesterday', []],
])('a baseline %s is refused: what was destroyed since would count as broken before', async (_, takenAt, args) => {
  await rows('p/a b+c.pdf', 'p/deleted');
  const run = verify('--baseline', await baselineOf(takenAt), ...args);
  await expect(run).rejects.toThrow(BadArguments);
  await expect(run).rejects.toThrow(/was taken at .*, not before \d{4}-.*Z: .*`baselines\/` of the evidence bucket/);
});

test.each([
  ['of another server', { system: '7301' }, /is of the database .*system identifier 7301.*leave the option out/],
  ['of another database of this server', { oid: '1', name: 'other' }, /is of the database other \(oid 1,/],
  [
    'of a server that does not tell, and another database',
    { system: null, oid: '1' },
    /is of the database .*\(oid 1\)/,
  ],
  ['that does not say of which', null, /does not say of which database it is/],
] as const)('a baseline %s is refused: it says nothing of this one', async (_, other, says) => {
  await rows('p/a b+c.pdf', 'p/deleted');
  const run = verify('--baseline', await baselineOf(YESTERDAY, other));
  await expect(run).rejects.toThrow(BadArguments);
  await expect(run).rejects.toThrow(says);
});

test.each([
  ['a restore of the server’s files under another name', { name: 'pegasus_2' }],
  ['a server that does not tell its identifier', { system: null }],
])('a baseline of %s is of this database', async (_, other) => {
  await rows('p/a b+c.pdf', 'p/deleted');
  const { exitCode } = await verify('--baseline', await baselineOf(YESTERDAY, other));
  expect(exitCode).toBe(0);
});

test.each([
  ['2026-11-21T05:30:00Z', undefined],
  ['2026-11-21T05:29:59Z', /more than 48 hours before 2026-11-23T05:30:00Z.*the last one from before/],
  ['2020-01-01T00:00:00Z', /more than 48 hours before/],
])('a baseline of %s says what was broken 48 hours later, and no second more', async (takenAt, says) => {
  await rows('p/a b+c.pdf', 'p/deleted');
  const run = verify('--baseline', await baselineOf(takenAt), '--at', '2026-11-23T05:30:00Z');
  if (says === undefined) expect((await run).exitCode).toBe(0);
  else await expect(run).rejects.toThrow(says);
});

test('a baseline of the very second of `--at` is of before it', async () => {
  await rows('p/a b+c.pdf', 'p/deleted');
  const at = '2026-11-23T05:30:00Z';
  const { exitCode } = await verify('--baseline', await baselineOf(at), '--at', at);
  expect(exitCode).toBe(0);
});

test('a file that is no baseline is a bad argument, and says where one is', async () => {
  const file = join(folder, 'baseline.json');
  await writeFile(file, '{"version":2}');
  await expect(verify('--baseline', file)).rejects.toThrow('Take one from `baselines/` of the evidence bucket.');
});

test('at a past time the object that was there then is found, and read by its version', async () => {
  await rows('p/a b+c.pdf', 'p/deleted');
  const { exitCode, result } = await verify('--at', '2026-11-23T04:00:00Z');
  expect(exitCode).toBe(0);
  expect(result).toMatchObject({ at: '2026-11-23T04:00:00Z', references: { checked: 2, dangling: 0 } });
});

test.each([
  ['stored in that second, to which a row refers', 'p/k', [['04:00:00', 'k']], 0],
  [
    'deleted in it, to which a row refers still',
    'p/k',
    [
      ['03:00:00', 'k'],
      ['04:00:00', undefined],
    ],
    0,
  ],
  [
    'deleted in the second before it',
    'p/k',
    [
      ['03:00:00', 'k'],
      ['03:59:59', undefined],
    ],
    0,
  ],
  ['stored a second after it', 'p/k', [['04:00:01', 'k']], 1],
  [
    'deleted two seconds before it',
    'p/k',
    [
      ['03:00:00', 'k'],
      ['03:59:58', undefined],
    ],
    1,
  ],
] as const)('F88 verify --at asks rows as a restore does: an object %s', async (_, key, writes, expected) => {
  const versions = writes.map(([time, body]) => ({
    at: new Date(`2026-11-23T${time}Z`),
    ...(body === undefined ? { deleteMarker: true } : { body }),
  }));
  bed.s3.seed(BUCKET, [{ key, versions }]);
  await rows('p/a b+c.pdf', key);
  const { exitCode, result } = await verify('--at', '2026-11-23T04:00:00Z');
  expect([exitCode, result.references?.dangling]).toEqual([expected, expected]);
});

test('F88 verify --at takes what was stored before that second', async () => {
  const at = (time: string) => new Date(`2026-11-23T${time}Z`);
  bed.s3.seed(BUCKET, [
    {
      key: 'p/k',
      versions: [
        { at: at('03:00:00'), body: 'k' },
        { at: at('04:00:00'), body: 'later' },
      ],
    },
  ]);
  bed.s3.seed(BUCKET, [{ key: 'p/orphan', versions: [{ at: at('04:00:00'), body: 'without a row' }] }]);
  await rows('p/a b+c.pdf', 'p/k', 'p/deleted');
  const { result } = await verify('--at', '2026-11-23T04:00:00Z', '--bytes', 'all');
  expect(result.checks.find(({ name }) => name === 'object bytes')?.observed).toMatch(/^3 of 3 objects/);
});

test('F79 a prefix that is misspelt is refused, and the nearest is named', async () => {
  await rows('p/a b+c.pdf');
  await expect(verify('--prefix', 'P/')).rejects.toThrow(
    /no object below s3:\/\/protected\/P\/.*nearest prefixes are p\//,
  );
});

test('F79 nothing at all is refused, and verified when the operator says that it may be', async () => {
  bed.s3.seed('brand-new', []);
  await expect(verify('--bucket', 'brand-new')).rejects.toThrow(/The bucket is empty.*`--allow-empty`/);
  const { exitCode, result } = await verify('--bucket', 'brand-new', '--allow-empty');
  expect([exitCode, outcomeOf(result, 'rows present'), outcomeOf(result, 'references')]).toEqual([
    0,
    'not applicable',
    'not applicable',
  ]);
});

describe('F79 --allow-empty excuses no', () => {
  const outcomesOf = async (...args: string[]) => {
    const { exitCode, result } = await verify('--allow-empty', ...args);
    return [exitCode, outcomeOf(result, 'rows present'), outcomeOf(result, 'references')];
  };

  test('database in which none of the tables is, with objects or without', async () => {
    bed.s3.seed('brand-new', []);
    await database.client.query('alter table exports rename to other');
    try {
      expect(await outcomesOf()).toEqual([1, 'failed', 'failed']);
      expect(await outcomesOf('--bucket', 'brand-new')).toEqual([1, 'failed', 'failed']);
    } finally {
      await database.client.query('alter table other rename to exports');
    }
  });

  test('objects to which no row refers; the heartbeat is none of them', async () => {
    expect(await outcomesOf()).toEqual([1, 'failed', 'failed']);
    const beat = { id: 'beat-1', writtenAt: '2026-11-23T03:00:00.000Z' };
    const versions = [{ at: new Date(beat.writtenAt), body: JSON.stringify(beat) }];
    bed.s3.seed('brand-new', [{ key: heartbeatKey('q/'), versions }]);
    const [, ...excused] = await outcomesOf('--bucket', 'brand-new', '--prefix', 'q/');
    expect(excused).toEqual(['not applicable', 'not applicable']);
  });
});

test('an empty database is no vacuous pass', async () => {
  const { exitCode, result } = await verify();
  expect(exitCode).toBe(1);
  expect([outcomeOf(result, 'rows present'), outcomeOf(result, 'references')]).toEqual(['failed', 'failed']);
});

test('an application that does not answer is red', async () => {
  await rows('p/a b+c.pdf');
  const { exitCode, result } = await verify('--application-url', 'http://127.0.0.1:9');
  expect([exitCode, outcomeOf(result, 'readiness')]).toEqual([1, expect.stringMatching(/failed|unknown/)]);
});

test.each([
  ['a time without a zone', ['--at', '2026-11-23T04:00:00'], /no zone/],
  [
    'a past time and the application of now',
    ['--at', '2026-11-23T04:00:00Z', '--application-url', 'http://x'],
    /'--at <time>' cannot be used with option '--application-url <url>'/,
  ],
  ['a bound that nobody can reach', ['--bytes', '0'], /must be a percentage from 0.01 to 10, or `all`/],
  ['references that are none', ['--references', '{}'], /--references/],
])('%s is refused', async (_, args, message) => {
  await expect(verify(...args)).rejects.toThrow(message);
});

test('all bytes are read when asked for', async () => {
  await rows('p/a b+c.pdf');
  const { result } = await verify('--bytes', 'all');
  expect(result.checks.find(({ name }) => name === 'object bytes')).toMatchObject({
    outcome: 'passed',
    observed: expect.stringMatching(/^(\d+) of \1 objects? read, all as they were$/),
  });
});

test('a database that does not exist is a bad argument', async () => {
  const url = new URL(database.url);
  url.pathname = '/nowhere';
  await expect(verify('--database-url', url.href)).rejects.toThrow(BadArguments);
  await expect(verify('--database-url', url.href)).rejects.toThrow(/no such database.*`--database-url`/);
});

test('a URL of something else is a bad argument, and says which would be none', async () => {
  await expect(verify('--database-url', 'mysql://x')).rejects.toThrow(BadArguments);
});

test('a database that does not answer is no verdict', async () => {
  await expect(verify('--database-url', 'postgresql://x@127.0.0.1:9/x')).rejects.toThrow(
    /`--database-url`: 127.0.0.1:9 refuses connections/,
  );
});

describe('F86 references that are named', () => {
  const named = (...references: object[]) => verify('--references', JSON.stringify(references));
  const good = { table: 'exports', column: 'storage_path' };

  test('must exist: a misspelt name is refused beside a good one, with the nearest', async () => {
    await rows('p/a b+c.pdf');
    await expect(named(good, { table: 'export', column: 'storage_path' })).rejects.toThrow(
      /export does not exist; the nearest name is exports/,
    );
    await expect(named(good, { table: 'exports', column: 'storagepath' })).rejects.toThrow(BadArguments);
    const { exitCode } = await named(good, { table: 'export', column: 'storage_path', optional: true });
    expect(exitCode).toBe(0);
  });

  test('hold what can be looked up: another form beside good ones fails, until it is declared', async () => {
    await rows('p/a b+c.pdf');
    await database.client.query(`insert into exports values ('u', null, 'pdf', 'https://cdn.example.com/x.pdf')`);
    const { exitCode, result } = await named(good);
    expect([exitCode, result.checks.find(({ name }) => name === 'references')!.observed]).toEqual([
      1,
      expect.stringMatching(/^exports.storage_path: not an S3 path, 1 row, such as exports u .*`elsewhere`/),
    ]);
    expect((await named({ ...good, elsewhere: ['https://cdn.example.com/'] })).exitCode).toBe(0);
  });
});

describe('F85 a role that may not see every row', () => {
  const asReader = () => verify('--database-url', database.url.replace(/\/\/.*@/, '//reader:x@'));

  beforeAll(async () => {
    await database.client.query(`
      create role reader login password 'x';
      grant select on all tables in schema public to reader;
      create policy own on exports using (id = 'p/a b+c.pdf')`);
  });
  afterEach(async () => {
    await database.client.query('grant select on exports to reader; alter table exports disable row level security');
  });

  test('is no verdict about the rows that are left: a policy is an error, with what to do', async () => {
    await rows('p/a b+c.pdf', 'p/deleted');
    await database.client.query('alter table exports enable row level security');
    const { exitCode, result } = await asReader();
    expect([exitCode, result.verdict]).toEqual([1, 'failed']);
    expect(result.checks.find(({ name }) => name === 'references')!.observed).toMatch(
      /exports.storage_path: row level security would hide rows of exports from reader: ALTER ROLE reader BYPASSRLS/,
    );
  });

  test('nor one about a table that it may not read', async () => {
    await rows('p/a b+c.pdf');
    await database.client.query('revoke select on exports from reader');
    const { exitCode, result } = await asReader();
    expect([exitCode, result.verdict]).toEqual([1, 'failed']);
    expect(result.checks.find(({ name }) => name === 'references')!.observed).toMatch(
      /permission denied for table exports: GRANT SELECT ON exports TO reader/,
    );
  });
});
