import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { main } from '../../../cli/main';
import type { UndoneOutcome } from '../../../runtime/objects/rewind/rewind';
import type { PartResult } from '../../../runtime/objects/rewind/stored-lines';
import type { VerifyOutcome } from '../../../runtime/objects/rewind/verify';
import { BUCKET, type StoreBed, storeBed } from '../../runtime/objects/rewind/store-bed';

/** What the engine has really seen, changed before the command counts it. */
interface Falsified {
  readonly applied?: (parts: readonly PartResult[]) => readonly PartResult[];
  readonly verified?: (seen: VerifyOutcome) => VerifyOutcome;
  readonly undone?: (outcome: UndoneOutcome) => UndoneOutcome;
}
const mockFalsified: { now: Falsified } = { now: {} };

jest.mock('../../../runtime/objects/rewind/rewind', () => {
  const real = jest.requireActual('../../../runtime/objects/rewind/rewind');
  return {
    ...real,
    applyParts: async (...of: unknown[]) => (mockFalsified.now.applied ?? same)(await real.applyParts(...of)),
    undo: async (...of: unknown[]) => (mockFalsified.now.undone ?? same)(await real.undo(...of)),
  };
});
jest.mock('../../../runtime/objects/rewind/verify', () => {
  const real = jest.requireActual('../../../runtime/objects/rewind/verify');
  return {
    ...real,
    verifyRewind: async (...of: unknown[]) => (mockFalsified.now.verified ?? same)(await real.verifyRewind(...of)),
  };
});
function same<T>(seen: T): T {
  return seen;
}

let bed: StoreBed;
let folder: string;
let output: string[];

beforeEach(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' });
  mockFalsified.now = {};
  bed = await storeBed(Date.parse('2026-11-23T12:00:00Z'));
  folder = mkdtempSync(join(tmpdir(), 'counted-'));
  output = [];
  jest.spyOn(console, 'log').mockImplementation((line) => void output.push(line));
  jest.spyOn(console, 'error').mockImplementation((line) => void output.push(line));
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
  ]);
  await bed.client.send(new CreateBucketCommand({ Bucket: 'backup' }));
  // Without versions what is written meanwhile is no fault, and two of the counts do not count.
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await bed.client.send(new PutBucketVersioningCommand({ Bucket: 'backup', VersioningConfiguration }));
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  await bed.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) =>
  main(['node', 'pegasus-backup', ...args, '--endpoint-url', bed.endpoint, '--evidence', folder]);
const today = new Date().toISOString().slice(0, 10);
const rewind = () => run('rewind', '--bucket', BUCKET, '--prefix', 'p', '--to', '2026-11-23T04:00:00Z');
const copy = () => run('copy-objects', '--from', `s3://${BUCKET}/p`, '--to', 's3://backup/p');
const restore = () => run('restore-object-copy', '--from', `s3://backup/p-${today}`, '--to', `s3://${BUCKET}/restored`);

const COMMANDS: readonly [string, () => Promise<number>, prepared?: () => Promise<number>][] = [
  ['rewind', rewind],
  ['copy-objects', copy],
  ['restore-object-copy', restore, copy],
];
const part = (change: (one: PartResult) => Partial<PartResult>): Falsified => ({
  applied: ([first, ...others]) => [{ ...first!, ...change(first!) }, ...others],
});
const seen = (change: (one: VerifyOutcome) => Partial<VerifyOutcome>): Falsified => ({
  verified: (one) => ({ ...one, ...change(one) }),
});
const COUNTS: readonly [string, Falsified][] = [
  ['actions carried out: ', part(({ copied }) => ({ copied: copied - 1 }))],
  ['keys that are not as they were: 0 expected, 1 seen', seen(() => ({ remaining: 1 }))],
  ['compared copies that differ from their source: 0 expected, 1 seen', seen(() => ({ differing: 1 }))],
  ['keys of that time, listed again: ', seen(({ keys }) => ({ keys: keys - 1 }))],
  [
    'copies found where they were written: ',
    seen(({ copies }) => ({ copies: { ...copies, found: copies.found - 1 } })),
  ],
];

describe.each(COMMANDS)('F79 %s', (_, command, prepared) => {
  test('is verified when nothing is falsified', async () => {
    await prepared?.();
    expect(await command()).toBe(0);
  });

  test.each(COUNTS)('is not verified with one count falsified: %s', async (says, falsified) => {
    await prepared?.();
    mockFalsified.now = falsified;
    expect(await command()).toBe(1);
    expect(output.join('\n')).toContain(says);
  });
});

describe('F79 an undo', () => {
  const undone = (change: (one: UndoneOutcome) => Partial<UndoneOutcome>): Falsified => ({
    undone: (one) => ({ ...one, ...change(one) }),
  });
  const undoLast = async () => {
    await rewind();
    const [name] = readdirSync(folder);
    return async () =>
      await run('rewind', '--bucket', BUCKET, '--prefix', 'p', '--undo', name!.slice('pegasus-rewind-'.length));
  };

  test('is verified when nothing is falsified', async () => {
    expect(await (await undoLast())()).toBe(0);
  });

  test.each<[string, Falsified]>([
    [
      'keys of the run that were looked at: 2 expected, 1 seen',
      undone(({ counts }) => ({ counts: { ...counts, copy: counts.copy - 1 } })),
    ],
    ['keys that were written to since: 0 expected, 1 seen', undone(() => ({ conflicts: 1 }))],
    [
      'actions carried out: ',
      undone(({ parts: [first, ...others] }) => ({ parts: [{ ...first!, copied: first!.copied - 1 }, ...others] })),
    ],
    ['keys that are not as they were before the run: 0 expected, 1 seen', undone(() => ({ remaining: 1 }))],
  ])('is not verified with one count falsified: %s', async (says, falsified) => {
    const undo = await undoLast();
    mockFalsified.now = falsified;
    expect(await undo()).toBe(1);
    expect(output.join('\n')).toContain(says);
  });
});
