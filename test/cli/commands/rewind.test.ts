import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { Command } from 'commander';
import { rewindCommand } from '../../../cli/commands/rewind';
import { BadArguments } from '../../../cli/exit-code';
import type { RewindReport } from '../../../cli/rewind/result';
import { planObjects } from '../../../lambda/steps/plan-objects';
import { restoreObjects } from '../../../lambda/steps/restore-objects';
import { Evidence } from '../../../runtime/evidence/evidence';
import { rewindEngine } from '../../../runtime/objects/rewind/engine';
import { PLAN } from '../../domain/workflow/workflow-fixture';
import { BUCKET, EVIDENCE, type StoreBed, storeBed } from '../../runtime/objects/rewind/store-bed';

let bed: StoreBed;
let folder: string;
let output: string[];

beforeAll(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' });
});

beforeEach(async () => {
  bed = await storeBed(Date.parse('2026-11-23T12:00:00Z'));
  folder = await mkdtemp(join(tmpdir(), 'rewind-cli-'));
  output = [];
  jest.spyOn(console, 'log').mockImplementation((line) => void output.push(line));
  const at = (time: string) => new Date(`2026-11-23T${time}Z`);
  bed.s3.seed(BUCKET, [
    {
      key: 'p/deleted',
      versions: [
        { at: at('03:00:00'), body: 'kept' },
        { at: at('05:00:00'), deleteMarker: true },
      ],
    },
    { key: 'p/new', versions: [{ at: at('05:00:00'), body: 'late' }] },
    {
      key: 'p/overwritten',
      versions: [
        { at: at('03:00:00'), body: 'good' },
        { at: at('05:00:00'), body: 'evil' },
      ],
    },
    { key: 'p/same', versions: [{ at: at('03:00:00'), body: 'same' }] },
  ]);
});

afterEach(async () => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  expect(bed.s3.versionDeletes).toBe(0);
  await bed.close();
  await rm(folder, { recursive: true, force: true });
});

async function rewind(...args: string[]): Promise<{ exitCode: unknown; report: RewindReport }> {
  const json = join(folder, 'result.json');
  const program = new Command().exitOverride().addCommand(
    rewindCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined }),
  );
  const place = ['--bucket', BUCKET, '--prefix', 'p/', '--endpoint-url', bed.endpoint, '--evidence', folder];
  await program.parseAsync(['node', 'pegasus-backup', 'rewind', ...place, '--json', json, ...args]);
  return { exitCode: process.exitCode, report: JSON.parse(await readFile(json, 'utf8')) };
}

const MUTATING = ['PutObject', 'CopyObject', 'DeleteObject', 'DeleteObjects', 'CreateMultipartUpload', 'RestoreObject'];
const mutatingCalls = () => MUTATING.map((name) => bed.s3.calls.get(name) ?? 0).reduce((a, b) => a + b);

test('F14: a dry run shows what would change and makes no mutating call', async () => {
  const { exitCode, report } = await rewind('--to', '2026-11-23T04:00:00Z', '--dry-run');
  expect(exitCode).toBe(0);
  expect(report).toMatchObject({
    verdict: 'planned',
    objects: { versionsListed: 6, copy: 2, mark: 1, unchanged: 1, bytesToCopy: 8 },
  });
  expect(report.examples).toMatchObject({ copy: ['p/deleted', 'p/overwritten'], mark: ['p/new'] });
  expect(mutatingCalls()).toBe(0);
});

test('the rewind does what the dry run showed, and a dry run after it finds nothing', async () => {
  const { report } = await rewind('--to', '2026-11-23T04:00:00Z');
  expect(report).toMatchObject({ verdict: 'verified', objects: { copied: 2, marked: 1, failed: 0 } });
  const after = await rewind('--to', '2026-11-23T04:00:00Z', '--dry-run');
  expect(after.report.objects).toMatchObject({ copy: 0, mark: 0, unchanged: 4 });
});

test('an undo gives back what was there, and can be undone itself', async () => {
  const first = await rewind('--to', '2026-11-23T04:00:00Z');
  const undone = await rewind('--undo', first.report.run!);
  expect(undone).toMatchObject({
    exitCode: 0,
    report: { command: 'undo', verdict: 'verified', objects: { copied: 2, marked: 1 } },
  });
  const back = await rewind('--undo', undone.report.run!);
  expect(back.report).toMatchObject({ verdict: 'verified' });
  const { report } = await rewind('--to', '2026-11-23T04:00:00Z', '--dry-run');
  expect(report.objects).toMatchObject({ copy: 0, mark: 0 });
});

test('an undo leaves alone what was written since, names it and exits 1', async () => {
  const first = await rewind('--to', '2026-11-23T04:00:00Z');
  bed.s3.seed(BUCKET, [{ key: 'p/overwritten', versions: [{ at: new Date(bed.now), body: 'newer' }] }]);
  const undone = await rewind('--undo', first.report.run!);
  expect(undone.exitCode).toBe(1);
  expect(undone.report.examples).toEqual({ 'written to since, left alone': ['p/overwritten'] });
});

test('the last lines say how to go back', async () => {
  const { report } = await rewind('--to', '2026-11-23T04:00:00Z');
  expect(output.at(-1)).toContain(`--undo ${report.run}`);
});

test('--into writes the state beside, and leaves the bucket alone', async () => {
  const { report } = await rewind('--to', '2026-11-23T04:00:00Z', '--into', `s3://${BUCKET}/side/`);
  expect(report).toMatchObject({ verdict: 'verified', objects: { copied: 3, marked: 0 } });
  const inPlace = await rewind('--to', '2026-11-23T04:00:00Z', '--dry-run');
  expect(inPlace.report.objects).toMatchObject({ copy: 2, mark: 1 });
  const again = await rewind('--to', '2026-11-23T04:00:00Z', '--into', `s3://${BUCKET}/side/`, '--dry-run');
  expect(again.report.objects).toMatchObject({ copy: 0, mark: 0, unchanged: 4 });
});

test.each([
  ['F01 no zone', ['--to', '2026-11-23T04:00:00'], 'no zone'],
  ['F03 the future', ['--to', '2099-01-01T00:00:00Z'], 'in the future'],
  ['no time', [], '--to TIME'],
  ['a place that is none', ['--to', '2026-11-23T04:00:00Z', '--into', 'elsewhere'], 's3://bucket/prefix'],
  ['a run that is none', ['--undo', 'nowhere'], 'There is no run `nowhere`'],
])('%s is refused as bad arguments before anything is touched', async (_, args, reason) => {
  const failure = await rewind(...args).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(BadArguments);
  expect((failure as Error).message).toContain(reason);
  expect(mutatingCalls()).toBe(0);
});

describe('an undo of a restore by the state machine', () => {
  const evidence = () => new Evidence(bed.client, EVIDENCE);
  const undo = async (...args: string[]) => {
    const json = join(folder, 'undo.json');
    const place = ['--bucket', BUCKET, '--prefix', 'p/', '--endpoint-url', bed.endpoint, '--evidence-bucket', EVIDENCE];
    await new Command()
      .addCommand(rewindCommand())
      .parseAsync(['node', 'pegasus-backup', 'rewind', ...place, '--json', json, '--undo', 'run-1', ...args]);
    return JSON.parse(await readFile(json, 'utf8')) as RewindReport;
  };

  beforeEach(async () => {
    const objects = { bucket: BUCKET, prefix: 'p/' };
    const plan = {
      ...PLAN,
      objects,
      evidence: { bucket: EVIDENCE, prefix: 'runs/run-1/' },
      candidates: [{ ...PLAN.candidates[0]!, objectTime: '2026-11-23T04:00:00Z' }],
    };
    await evidence().putJson('runs/run-1/plan.json', { plan });
    const engine = rewindEngine(bed.client, { concurrency: 4, source: objects, evidence: evidence() });
    const objectPlan = await planObjects(engine, { plan, attempt: 0, candidate: 0 }, () => true);
    const part = { Key: 'runs/run-1/attempt-0/actions/part-000000.jsonl' };
    expect(await restoreObjects(engine, { plan, attempt: 0, objectPlan, part })).toBe(0);
  });

  test('gives back what was there, from the plan that the machine left', async () => {
    expect(await undo()).toMatchObject({ verdict: 'verified', objects: { copied: 2, marked: 1 } });
  });

  test('with several attempts it asks which one', async () => {
    await evidence().putText('runs/run-1/attempt-1/actions/part-000000.jsonl', '', 'application/x-ndjson');
    await expect(undo()).rejects.toThrow(
      /several attempts .* undo each with `--attempt N`, from the last to the first/,
    );
    expect(await undo('--attempt', '0')).toMatchObject({ verdict: 'verified' });
  });
});

describe('F82: uploads in parts that began before the target time and may have ended after it', () => {
  const T = '2026-11-23T04:00:00Z';
  const at = (time: string) => new Date(`2026-11-23T${time}Z`);
  const parts = { at: at('02:00:00'), body: 'x'.repeat(20), parts: 2 };
  beforeEach(() => {
    const deleted = { at: at('05:00:00'), deleteMarker: true };
    bed.s3.seed(BUCKET, [
      { key: 'p/part-new', versions: [parts, deleted] },
      { key: 'p/part-over', versions: [{ at: at('01:00:00'), body: 'before' }, parts] },
    ]);
  });
  const now = async (key: string) => {
    const found = await bed.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key })).catch(() => undefined);
    return await found?.Body?.transformToString();
  };

  test('without a decision nothing is verified, and each key is named with what to decide', async () => {
    const { exitCode, report } = await rewind('--to', T);
    expect(exitCode).toBe(1);
    expect(report).toMatchObject({ verdict: 'failed', verification: { remaining: 0 } });
    expect(report.undecided.map(({ key }) => key)).toEqual(['p/part-new', 'p/part-over']);
    const said = output.filter((line) => line.includes('undecided:'));
    expect(said[0]).toMatch(/"p\/part-new".*with --include: version .* 20 bytes; with --exclude: no object/);
    expect(said[1]).toMatch(/"p\/part-over".*with --exclude: version .* of 2026-11-23T01:00:00.000Z, 6 bytes/);
  });

  test('included they are brought back, excluded the key is what it was without them', async () => {
    const file = join(folder, 'keys');
    await writeFile(file, 'p/part-over\n');
    const { exitCode, report } = await rewind('--to', T, '--include', 'p/part-new', '--exclude-file', file);
    expect([exitCode, report.verdict, report.undecided]).toEqual([0, 'verified', []]);
    expect([await now('p/part-new'), await now('p/part-over')]).toEqual([parts.body, 'before']);
  });

  test('included the other way round', async () => {
    const { report } = await rewind('--to', T, '--exclude', 'p/part-new', '--include', 'p/part-over');
    expect(report.verdict).toBe('verified');
    expect([await now('p/part-new'), await now('p/part-over')]).toEqual([undefined, parts.body]);
  });

  test.each([
    [['--include', 'p/same'], 'Not ambiguous at the target time'],
    [['--include', 'p/part-new', '--exclude', 'p/part-new'], 'both included and excluded'],
  ])('%j is refused', async (options, why) => {
    const refused = rewind('--to', T, ...options);
    await expect(refused).rejects.toThrow(why);
    await expect(refused).rejects.toBeInstanceOf(BadArguments);
    expect(mutatingCalls()).toBe(0);
  });
});
