import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { main } from '../../../cli/main';
import { digests, readNow } from '../../runtime/objects/rewind/histories';
import { BUCKET, type StoreBed, storeBed } from '../../runtime/objects/rewind/store-bed';

let bed: StoreBed;
let folder: string;
let output: string[];
let errors: string[];

beforeEach(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' });
  bed = await storeBed(Date.parse('2026-11-23T12:00:00Z'));
  folder = mkdtempSync(join(tmpdir(), 'undo it '));
  output = [];
  errors = [];
  jest.spyOn(console, 'log').mockImplementation((line) => void output.push(line));
  jest.spyOn(console, 'error').mockImplementation((line) => void errors.push(line));
  const at = (time: string) => new Date(`2026-11-23T${time}Z`);
  bed.s3.seed(BUCKET, [
    { key: 'p/new', versions: [{ at: at('05:00:00'), body: 'late' }] },
    {
      key: 'p/overwritten',
      versions: [
        { at: at('03:00:00'), body: 'good' },
        { at: at('05:00:00'), body: 'evil' },
      ],
    },
    { key: 'p-old/other', versions: [{ at: at('03:00:00'), body: 'other' }] },
  ]);
  await bed.client.send(new CreateBucketCommand({ Bucket: 'backup' }));
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  await bed.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => main(['node', 'pegasus-backup', ...args]);
const store = () => ['--endpoint-url', bed.endpoint];
const evidence = () => ['--evidence', folder];
const REWIND = ['rewind', '--bucket', BUCKET, '--prefix', 'p'];
const TO = ['--to', '2026-11-23T04:00:00Z'];
const runs = () => readdirSync(folder).filter((name) => name.startsWith('pegasus-rewind-'));
const body = async (key: string, bucket = BUCKET) =>
  await (await bed.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body!.transformToString();

test('what is printed to undo a run below a prefix that cannot be seen finds it, as a shell reads it', async () => {
  const prefix = "n\u001b'\\u{1f}\n\u{e0001}/";
  bed.s3.seed(BUCKET, [
    {
      key: `${prefix}a`,
      versions: ['03', '05'].map((hour) => ({ at: new Date(`2026-11-23T${hour}:00:00Z`), body: hour })),
    },
  ]);
  expect(await run('rewind', '--bucket', BUCKET, '--prefix', prefix, ...TO, ...evidence(), ...store())).toBe(0);
  const print = `printf '%s\\0' ${undoLine()}`;
  const typed = execFileSync('bash', ['-c', print], { env: { LC_ALL: 'C.UTF-8' } })
    .toString()
    .split('\0')
    .slice(1, -1);
  expect(typed).toContain(prefix);
  expect(await run(...typed)).toBe(0);
  expect(await body(`${prefix}a`)).toBe('05');
});

/** As a shell reads it. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
}
const undoLine = () =>
  output
    .find((line) => line.startsWith('  undo '))
    ?.replace('  undo', '')
    .trim();

test('F80 the undo that a rewind prints is a whole command, and so is the undo of the undo', async () => {
  expect(await run(...REWIND, ...TO, ...store(), ...evidence())).toBe(0);
  const line = undoLine()!;
  expect(line).toContain(`--bucket ${BUCKET} --prefix p/ --undo `);
  output = [];
  expect(await run(...words(line).slice(1))).toBe(0);
  expect(output.join('\n')).toContain('2 copied, 0 marked, 0 failed');
  expect([await body('p/overwritten'), await body('p/new')]).toEqual(['evil', 'late']);
  expect(await run(...words(undoLine()!).slice(1))).toBe(0);
  expect(await body('p/overwritten')).toBe('good');
});

test('F79 a dry run of an undo claims no look that was not taken', async () => {
  expect(await run(...REWIND, ...TO, ...store(), ...evidence())).toBe(0);
  const [, ...undo] = words(undoLine()!);
  output = [];
  const json = join(folder, 'undo.json');
  expect(await run(...undo, '--dry-run', '--json', json)).toBe(0);
  expect(output.join('\n')).not.toContain('verified');
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ verdict: 'planned', verification: null });
  expect([await body('p/overwritten'), runs().length]).toEqual(['good', 1]);
});

test('F80 a run that changed nothing prints no undo, and cannot be undone', async () => {
  expect(await run(...REWIND, '--to', '2026-11-23T06:00:00Z', ...store(), ...evidence())).toBe(0);
  expect(undoLine()).toBeUndefined();
  const [name] = runs();
  expect(await run(...REWIND, '--undo', name!.slice('pegasus-rewind-'.length), ...store(), ...evidence())).toBe(2);
  expect(runs()).toEqual([name]);
});

test.each<[string, string, RegExp]>([
  ['a manifest that is none', 'rewind.json', /rewind\.json is no JSON/],
  ['a cursor that is none', 'attempt-0/plan-cursor.json', /plan-cursor\.json is no JSON/],
  ['a part that is none', 'attempt-0/actions/part-000000.jsonl', /line 1 of .*part-000000\.jsonl is no JSON/],
])('F79 F81 %s is a usage error that says what is wrong, and leaves no folder', async (_, file, says) => {
  await run(...REWIND, ...TO, ...store(), ...evidence());
  const [name] = runs();
  writeFileSync(join(folder, name!, file), 'garbage');
  expect(await run(...REWIND, '--undo', name!.slice('pegasus-rewind-'.length), ...store(), ...evidence())).toBe(2);
  expect([errors.join(''), runs()]).toEqual([expect.stringMatching(says), [name]]);
  expect(await body('p/overwritten')).toBe('good');
});

test.each<[string, string, (json: Record<string, unknown>) => unknown, RegExp]>([
  ['a location that is none', 'rewind.json', (json) => ({ ...json, source: 'here' }), /source/],
  [
    'counts that are none',
    'attempt-0/plan-cursor.json',
    () => ({ shards: [{ done: true, counts: {} }] }),
    /counts\.copy/,
  ],
  ['a plan without shards', 'attempt-0/plan-cursor.json', () => ({ shards: [] }), /shards/],
])('F79 F81 %s is a usage error that names the field', async (_, file, change, says) => {
  await run(...REWIND, ...TO, ...store(), ...evidence());
  const [name] = runs();
  const path = join(folder, name!, file);
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))));
  expect(await run(...REWIND, '--undo', name!.slice('pegasus-rewind-'.length), ...store(), ...evidence())).toBe(2);
  expect(errors.join('')).toMatch(says);
});

test('F112 an undo of a key outside the prefix of its run is refused, and nothing is undone', async () => {
  await run(...REWIND, ...TO, ...store(), ...evidence());
  const [name] = runs();
  const path = join(folder, name!, 'attempt-0/actions/part-000000.jsonl');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"key":"p/new"', '"key":"p-old/other"'));
  expect(await run(...REWIND, '--undo', name!.slice('pegasus-rewind-'.length), ...store(), ...evidence())).toBe(2);
  expect(errors.join('')).toMatch(/`p-old\/other`, which is not below s3:\/\/protected\/p\/; nothing was undone/);
  expect([await body('p/overwritten'), await body('p-old/other'), runs()]).toEqual(['good', 'other', [name]]);
});

test('a rewind that is refused while it plans leaves no folder', async () => {
  expect(await run('rewind', '--bucket', BUCKET, '--prefix', 'pp', ...TO, ...store(), ...evidence())).toBe(2);
  expect(errors.join('')).toMatch(
    /no object below s3:\/\/protected\/pp\/, and never was\. The nearest prefixes are p\/, p-old\//,
  );
  expect(runs()).toEqual([]);
});

test.each([
  [['x/a', 'y/b'], 'x', /never was|newer/, 'The nearest prefixes are y/.'],
  [['x/a'], 'x', /newer/, 'The bucket kept has no other prefix.'],
  [['x/a', 'top.txt'], 'x', /newer/, 'has no other prefix: what else it holds lies at its top level, as `top.txt`.'],
  [['top.txt'], 'x', /never was/, 'has no other prefix: what else it holds lies at its top level, as `top.txt`.'],
  [['x/y/a', 'x/z/b'], 'x/y', /newer/, 'The nearest prefixes are x/z/.'],
  [[], 'x', /never was/, 'The bucket is empty.'],
])('F79 of %j below %s nothing is said that is not so', async (keys, prefix, why, near) => {
  const at = new Date('2026-11-23T05:00:00Z');
  bed.s3.seed(
    'kept',
    keys.map((key) => ({ key, versions: [{ at, body: key }] })),
  );
  expect(await run('rewind', '--bucket', 'kept', '--prefix', prefix, ...TO, ...store(), ...evidence())).toBe(2);
  expect(errors.join('')).toMatch(why);
  expect(errors.join('')).toContain(`. ${near.startsWith('The') ? near : `The bucket kept ${near}`} Check the bucket`);
});

test.each([
  [['top.txt'], /its 1 versions and delete markers are newer, or had been deleted\. Check the bucket/],
  [[], /never was\. The bucket is empty\. Check the bucket/],
])('F79 of %j in the whole bucket, too', async (keys, says) => {
  const at = new Date('2026-11-23T05:00:00Z');
  bed.s3.seed(
    'kept',
    keys.map((key) => ({ key, versions: [{ at, body: key }] })),
  );
  expect(await run('rewind', '--bucket', 'kept', ...TO, ...store(), ...evidence())).toBe(2);
  expect(errors.join('')).toMatch(says);
});

test('F79 a time at which nothing existed is refused: it would mark every object deleted', async () => {
  const long = ['--to', '2012-01-01T00:00:00Z'];
  expect(await run(...REWIND, ...long, ...store(), ...evidence())).toBe(2);
  expect(errors.join('')).toMatch(
    /Nothing existed below s3:\/\/protected\/p\/ at 2012-01-01T00:00:00Z.*`--allow-empty`/,
  );
  expect([await body('p/new'), runs()]).toEqual(['late', []]);
  expect(await run(...REWIND, ...long, ...store(), ...evidence(), '--allow-empty')).toBe(0);
  expect(output.join('\n')).toContain('0 copied, 2 marked, 0 failed');
});

test('F97 a location means the same with and without its slash, and a bucket as a URL', async () => {
  const today = new Date().toISOString().slice(0, 10);
  for (const [from, to] of [
    [`s3://${BUCKET}/p`, 's3://backup/p'],
    [`s3://${BUCKET}/p/`, 's3://backup/q/'],
  ]) {
    expect(await run('copy-objects', '--from', from!, '--to', to!, ...store(), ...evidence())).toBe(0);
  }
  expect(await readNow(bed.client, 'backup', `p-${today}/`)).toEqual(digests({ new: 'late', overwritten: 'evil' }));
  expect(await readNow(bed.client, 'backup', `q-${today}/`)).toEqual(digests({ new: 'late', overwritten: 'evil' }));
  expect(output[0]).toMatch(
    new RegExp(`^copy-objects of s3://${BUCKET}/p/ to s3://backup/p-${today}/ at .*: verified`),
  );

  const back = ['restore-object-copy', '--from', `s3://backup/p-${today}`, '--to', `s3://${BUCKET}/restored`];
  expect(await run(...back, ...store(), ...evidence())).toBe(0);
  expect(await readNow(bed.client, BUCKET, 'restored/')).toEqual(digests({ new: 'late', overwritten: 'evil' }));

  output = [];
  const asUrl = ['rewind', '--bucket', `s3://${BUCKET}/p`, ...TO, '--dry-run', ...store(), ...evidence()];
  expect(await run(...asUrl)).toBe(0);
  expect(output[0]).toContain(`rewind of s3://${BUCKET}/p/ at`);
});

test('a restore from an object copy that was killed can be undone', async () => {
  const today = new Date().toISOString().slice(0, 10);
  await run('copy-objects', '--from', `s3://${BUCKET}/p`, '--to', 's3://backup/p', ...store(), ...evidence());
  bed.now += 60_000;
  await run(...REWIND, ...TO, ...store(), ...evidence());
  expect(await body('p/overwritten')).toBe('good');
  const before = runs();
  const back = ['restore-object-copy', '--from', `s3://backup/p-${today}`, '--to', `s3://${BUCKET}/p`];
  await run(...back, ...store(), ...evidence());
  expect(await body('p/overwritten')).toBe('evil');
  const killed = runs().find((name) => !before.includes(name))!;
  // Killed before the part could note down what it had written.
  for (const kind of ['written', 'results']) rmSync(join(folder, killed, 'attempt-0', kind), { recursive: true });
  expect(existsSync(join(folder, killed, 'attempt-0', 'actions'))).toBe(true);

  const undone = await run(...REWIND, '--undo', killed.slice('pegasus-rewind-'.length), ...store(), ...evidence());
  expect([undone, await body('p/overwritten')]).toEqual([0, 'good']);
});

test('F80 what was made and deleted again since the run stays deleted: it is another marker than the one of the run', async () => {
  await run(...REWIND, ...TO, ...store(), ...evidence());
  await bed.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'p/new', Body: 'since' }));
  await bed.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'p/new' }));
  expect(await run(...words(undoLine()!).slice(1))).toBe(1);
  expect(output.join('\n')).toMatch(/written to since, left alone.*p\/new/s);
  await expect(body('p/new')).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect(await body('p/overwritten')).toBe('evil');
});

test('F80 a line of the plan over another one is evidence that is not whole', async () => {
  await run(...REWIND, ...TO, ...store(), ...evidence());
  const [name] = runs();
  const part = join(folder, name!, 'attempt-0/actions/part-000000.jsonl');
  const [line] = readFileSync(part, 'utf8').split('\n');
  writeFileSync(part, `${line}\n${line}\n`);
  expect(await run(...REWIND, '--undo', name!.slice('pegasus-rewind-'.length), ...store(), ...evidence())).toBe(2);
  expect(errors.join('')).toMatch(/line 2 of .*part-000000\.jsonl has `p\/new` again/);
});
