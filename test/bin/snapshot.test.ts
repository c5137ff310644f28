import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { Command } from 'commander';
import { BadArguments } from '../../bin/exit-code';
import type { RewindReport } from '../../bin/rewind-report';
import { restoreSnapshotCommand, snapshotCommand } from '../../bin/snapshot';
import { digests, readNow } from '../lambda/rewind/histories';
import { BUCKET, type StoreBed, storeBed } from '../lambda/rewind/store-bed';

let bed: StoreBed;
let folder: string;
const today = new Date().toISOString().slice(0, 10);

beforeEach(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' });
  bed = await storeBed(Date.now());
  folder = await mkdtemp(join(tmpdir(), 'snapshot-'));
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  await bed.client.send(new CreateBucketCommand({ Bucket: 'backup' }));
  await bed.client.send(new CreateBucketCommand({ Bucket: 'unversioned' }));
  for (const Bucket of [BUCKET, 'unversioned']) {
    for (const key of ['a', 'b/c']) {
      await bed.client.send(new PutObjectCommand({ Bucket, Key: `pegasus/${key}`, Body: key }));
    }
  }
  bed.now -= 60_000;
});

afterEach(async () => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  expect(bed.s3.versionDeletes).toBe(0);
  await bed.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<RewindReport> {
  const json = join(folder, 'result.json');
  const program = new Command().exitOverride();
  for (const command of [snapshotCommand(), restoreSnapshotCommand()]) program.addCommand(command.exitOverride());
  const place = ['--endpoint-url', bed.endpoint, '--evidence', folder, '--json', json];
  await program.parseAsync(['node', 'pegasus-backup', ...args, ...place]);
  return JSON.parse(await readFile(json, 'utf8'));
}

test.each([BUCKET, 'unversioned'])('a snapshot of %s lies under its date, and comes back', async (bucket) => {
  const taken = await run('snapshot', '--from', `s3://${bucket}/pegasus/`, '--to', 's3://backup/pegasus/');
  expect(taken).toMatchObject({ verdict: 'verified', objects: { copied: 2, failed: 0 } });
  const snapshot = `pegasus-${today}/`;
  expect(await readNow(bed.client, 'backup', snapshot)).toEqual(digests({ a: 'a', 'b/c': 'b/c' }));

  await bed.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'pegasus/a', Body: 'evil' }));
  await bed.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'pegasus/extra', Body: 'stays' }));
  const back = await run('restore-snapshot', '--from', `s3://backup/${snapshot}`, '--to', `s3://${bucket}/pegasus/`);
  expect(back).toMatchObject({ verdict: 'verified', objects: { copied: 1, unchanged: 1 } });
  expect(await readNow(bed.client, bucket, 'pegasus/')).toEqual(digests({ a: 'a', 'b/c': 'b/c', extra: 'stays' }));
});

test('nothing is downloaded', async () => {
  await run('snapshot', '--from', `s3://${BUCKET}/pegasus/`, '--to', 's3://backup/pegasus/');
  expect(bed.s3.calls.get('GetObject')).toBeUndefined();
});

test('a prefix is not copied into itself', async () => {
  const refused = run('snapshot', '--from', `s3://${BUCKET}/`, '--to', `s3://${BUCKET}/snapshots/`);
  await expect(refused).rejects.toBeInstanceOf(BadArguments);
});
