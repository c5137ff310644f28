import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { Command } from 'commander';
import { copyObjectsCommand, restoreObjectCopyCommand } from '../../../cli/commands/object-copies';
import { rewindCommand } from '../../../cli/commands/rewind';
import { BadArguments } from '../../../cli/exit-code';
import type { RewindReport } from '../../../cli/rewind/result';
import { digests, readNow } from '../../runtime/objects/rewind/histories';
import { BUCKET, type StoreBed, storeBed } from '../../runtime/objects/rewind/store-bed';

let bed: StoreBed;
let folder: string;
const today = new Date().toISOString().slice(0, 10);

beforeEach(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' });
  bed = await storeBed(Date.now() - 120_000);
  folder = await mkdtemp(join(tmpdir(), 'object-copies-'));
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  await bed.client.send(new CreateBucketCommand({ Bucket: 'backup' }));
  await bed.client.send(new CreateBucketCommand({ Bucket: 'unversioned' }));
  for (const Bucket of [BUCKET, 'unversioned']) {
    for (const key of ['a', 'b/c']) {
      await bed.client.send(new PutObjectCommand({ Bucket, Key: `pegasus/${key}`, Body: key }));
    }
  }
  bed.now += 60_000;
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
  const commands = [copyObjectsCommand(), restoreObjectCopyCommand(), rewindCommand()];
  for (const command of commands) program.addCommand(command.exitOverride());
  const store = ['--endpoint-url', bed.endpoint, '--evidence', folder, '--json', json];
  await program.parseAsync(['node', 'pegasus-backup', ...args, ...store]);
  return JSON.parse(await readFile(json, 'utf8'));
}

test.each([BUCKET, 'unversioned'])('a snapshot of %s lies under its date, and comes back', async (bucket) => {
  const taken = await run('copy-objects', '--from', `s3://${bucket}/pegasus/`, '--to', 's3://backup/pegasus/');
  expect(taken).toMatchObject({ verdict: 'verified', objects: { copied: 2, failed: 0 } });
  const copy = `pegasus-${today}/`;
  expect(await readNow(bed.client, 'backup', copy)).toEqual(digests({ a: 'a', 'b/c': 'b/c' }));

  await bed.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'pegasus/a', Body: 'evil' }));
  await bed.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'pegasus/extra', Body: 'stays' }));
  const place = ['--from', `s3://backup/${copy}`, '--to', `s3://${bucket}/pegasus/`];
  const loss = bucket === BUCKET ? [] : ['--overwrite-without-undo', bucket];
  const back = await run('restore-object-copy', ...place, ...loss);
  expect(back).toMatchObject({ verdict: 'verified', objects: { copied: 1, unchanged: 1 } });
  expect(await readNow(bed.client, bucket, 'pegasus/')).toEqual(digests({ a: 'a', 'b/c': 'b/c', extra: 'stays' }));
});

test('a snapshot that was verified has a manifest, and one that lacks objects since is not restored from', async () => {
  await run('copy-objects', '--from', `s3://${BUCKET}/pegasus/`, '--to', 's3://backup/pegasus/');
  const found = await bed.client.send(new GetObjectCommand({ Bucket: 'backup', Key: `pegasus-${today}.json` }));
  expect(JSON.parse(await found.Body!.transformToString())).toMatchObject({
    version: 1,
    exact: true,
    objects: 2,
    bytes: 4,
  });
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  await bed.client.send(new DeleteObjectCommand({ Bucket: 'backup', Key: `pegasus-${today}/a` }));
  await bed.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'pegasus/b/c' }));
  const back = ['restore-object-copy', '--from', `s3://backup/pegasus-${today}/`, '--to', `s3://${BUCKET}/pegasus/`];
  await expect(run(...back)).rejects.toThrow(
    /has 1 objects \(3 bytes\), but had 2 \(4 bytes\) when it was verified.*--accept-loss/,
  );
  expect(await run(...back, '--accept-loss')).toMatchObject({ verdict: 'verified', objects: { copied: 1 } });
});

test.each([BUCKET, 'unversioned'])(
  'F97: a second copy of %s on the same day after a deletion has a prefix of its own, and both come back',
  async (bucket) => {
    const copied = () => run('copy-objects', '--from', `s3://${bucket}/pegasus/`, '--to', 's3://backup/pegasus/');
    const first = await copied();
    await bed.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'pegasus/a' }));
    const second = await copied();
    expect(first.into).toBe(`s3://backup/pegasus-${today}/`);
    expect(second.into).toMatch(/^s3:\/\/backup\/pegasus-\d{4}-\d\d-\d\dT\d{6}Z\/$/);
    const back = (from: string, to: string) =>
      run('restore-object-copy', '--from', from, '--to', `s3://${BUCKET}/${to}/`);
    expect(await back(first.into!, 'first')).toMatchObject({ verdict: 'verified', objects: { copied: 2 } });
    expect(await back(second.into!, 'second')).toMatchObject({ verdict: 'verified', objects: { copied: 1 } });
    expect(await readNow(bed.client, BUCKET, 'first/')).toEqual(digests({ a: 'a', 'b/c': 'b/c' }));
    expect(await readNow(bed.client, BUCKET, 'second/')).toEqual(digests({ 'b/c': 'b/c' }));
  },
);

test('F97: a copy in which an object has another size since is not restored from', async () => {
  const { into } = await run('copy-objects', '--from', `s3://${BUCKET}/pegasus/`, '--to', 's3://backup/pegasus/');
  await bed.client.send(new PutObjectCommand({ Bucket: 'backup', Key: `pegasus-${today}/a`, Body: 'longer' }));
  const back = run('restore-object-copy', '--from', into!, '--to', `s3://${BUCKET}/pegasus/`);
  await expect(back).rejects.toThrow(/has 2 objects \(9 bytes\), but had 2 \(4 bytes\)/);
});

describe('F97: an object copy that is not what was verified is not restored from', () => {
  const put = (Key: string, Body: string) => bed.client.send(new PutObjectCommand({ Bucket: 'backup', Key, Body }));
  const drop = (Key: string) => bed.client.send(new DeleteObjectCommand({ Bucket: 'backup', Key }));
  const copy = `pegasus-${today}/`;
  const changed = async (change: (manifest: Record<string, unknown>) => Record<string, unknown>) => {
    const Key = `pegasus-${today}.json`;
    const { Body } = await bed.client.send(new GetObjectCommand({ Bucket: 'backup', Key }));
    await put(Key, JSON.stringify(change(JSON.parse(await Body!.transformToString()))));
  };
  const withoutDigest = () => changed(({ digest: _, ...manifest }) => manifest);
  /** Verified in the past of the store, whose answers bear the time of this machine: there is time for more after it. */
  const later = async () => {
    const verifiedAt = `${new Date(bed.now + 20_000).toISOString().slice(0, 19)}Z`;
    await changed((manifest) => ({ ...manifest, verifiedAt }));
    bed.now += 30_000;
  };

  test.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'an object with as many bytes, a second later',
      async () => {
        await later();
        await put(`${copy}a`, 'A');
      },
      /was written to after it was verified at .*: "pegasus-\S+\/a"\. Use another/,
    ],
    [
      'the same, by a manifest without a digest',
      async () => {
        await withoutDigest();
        await later();
        await put(`${copy}a`, 'A');
      },
      /was written to after it was verified/,
    ],
    ['an object with as many bytes, in that very second', () => put(`${copy}a`, 'A'), /has other versions of its obj/],
    [
      'an object under another key',
      async () => {
        await drop(`${copy}a`);
        await put(`${copy}z`, 'a');
      },
      /has other versions of its objects/,
    ],
    [
      'one more object, and its counts in the manifest',
      async () => {
        await put(`${copy}d`, 'd');
        await changed((manifest) => ({ ...manifest, objects: 3, bytes: 5 }));
      },
      /has other versions of its objects/,
    ],
    [
      'a manifest of the future',
      () => changed((manifest) => ({ ...manifest, verifiedAt: '2999-01-01T00:00:00Z' })),
      /was verified at 2999-01-01T00:00:00Z, which is still to come/,
    ],
  ])('%s', async (_, damage, says) => {
    const complaint = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { into } = await run('copy-objects', '--from', `s3://${BUCKET}/pegasus/`, '--to', 's3://backup/pegasus/');
    await damage();
    const back = ['restore-object-copy', '--from', into!, '--to', `s3://${BUCKET}/elsewhere/`];
    for (const more of ['--dry-run', '--allow-no-manifest']) {
      const refused = run(...back, more);
      await expect(refused).rejects.toThrow(says);
      await expect(refused).rejects.toBeInstanceOf(BadArguments);
    }
    expect(await readNow(bed.client, BUCKET, 'elsewhere/')).toEqual({});
    expect(await run(...back, '--accept-loss')).toMatchObject({ verdict: 'verified' });
    expect(complaint).toHaveBeenCalledWith(expect.stringMatching(says.source.slice(0, 20)));
  });

  test('where the copy keeps versions, what was verified comes back as the refusal advises', async () => {
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await bed.client.send(new PutBucketVersioningCommand({ Bucket: 'backup', VersioningConfiguration }));
    const { into } = await run('copy-objects', '--from', `s3://${BUCKET}/pegasus/`, '--to', 's3://backup/pegasus/');
    await later();
    await put(`${copy}a`, 'A');
    const back = ['restore-object-copy', '--from', into!, '--to', `s3://${BUCKET}/elsewhere/`];
    const refusal = await run(...back).then(String, String);
    const [, advised] = /`pegasus-backup (rewind .*) LOCATION`/.exec(refusal)!;
    const rewound = await run(...advised!.split(' '), `s3://${BUCKET}/elsewhere/`);
    expect(rewound).toMatchObject({ verdict: 'verified', objects: { copied: 2 } });
    expect(await readNow(bed.client, BUCKET, 'elsewhere/')).toEqual(digests({ a: 'a', 'b/c': 'b/c' }));
  });

  test('the opposite: as it was verified, with and without a digest', async () => {
    const { into } = await run('copy-objects', '--from', `s3://${BUCKET}/pegasus/`, '--to', 's3://backup/pegasus/');
    const back = (to: string) => run('restore-object-copy', '--from', into!, '--to', `s3://${BUCKET}/${to}/`);
    expect(await back('first')).toMatchObject({ verdict: 'verified', objects: { copied: 2 } });
    await withoutDigest();
    expect(await back('second')).toMatchObject({ verdict: 'verified', objects: { copied: 2 } });
  });

  test('that it goes to another location than it is of is said, and nothing where it goes back', async () => {
    const complaint = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { into } = await run('copy-objects', '--from', `s3://${BUCKET}/pegasus/`, '--to', 's3://backup/pegasus/');
    const back = (to: string) => run('restore-object-copy', '--from', into!, '--to', `s3://${BUCKET}/${to}/`);
    const said = expect.stringContaining(`is a copy of s3://${BUCKET}/pegasus/, and goes to`);
    await back('pegasus');
    expect(complaint).not.toHaveBeenCalledWith(said);
    await back('elsewhere');
    expect(complaint).toHaveBeenCalledWith(said);
  });

  test('what came too late for the copy is said', async () => {
    const complaint = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { into } = await run('copy-objects', '--from', `s3://${BUCKET}/pegasus/`, '--to', 's3://backup/pegasus/');
    await changed((manifest) => ({ ...manifest, late: 3 }));
    await run('restore-object-copy', '--from', into!, '--to', `s3://${BUCKET}/elsewhere/`);
    expect(complaint).toHaveBeenCalledWith(expect.stringContaining('lacks 3 uploads in parts'));
  });
});

test('an object copy that another program has made is restored from when that is asked for, and said to be unproved', async () => {
  const complaint = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  await bed.client.send(new PutObjectCommand({ Bucket: 'backup', Key: 'by-hand/a', Body: 'hand' }));
  const back = ['restore-object-copy', '--from', 's3://backup/by-hand/', '--to', `s3://${BUCKET}/pegasus/`];
  for (const more of [[], ['--dry-run'], ['--accept-loss']]) {
    const refused = run(...back, ...more);
    await expect(refused).rejects.toThrow(/has no manifest \(s3:\/\/backup\/by-hand\.json\).*--allow-no-manifest/);
    await expect(refused).rejects.toBeInstanceOf(BadArguments);
  }
  const report = await run(...back, '--allow-no-manifest');
  expect(report).toMatchObject({ verdict: 'verified', objects: { copied: 1 } });
  expect(complaint).toHaveBeenCalledWith(expect.stringContaining('warning: s3://backup/by-hand/ has no manifest'));
});

describe('F96: a restore over a bucket without versions', () => {
  const back = () => ['restore-object-copy', '--from', `s3://backup/pegasus-${today}/`, '--to'];
  const said = () => jest.mocked(console.log).mock.calls.flat().join('\n');
  beforeEach(async () => {
    await run('copy-objects', '--from', 's3://unversioned/pegasus/', '--to', 's3://backup/pegasus/');
    await bed.client.send(new PutObjectCommand({ Bucket: 'unversioned', Key: 'pegasus/a', Body: 'here' }));
    jest.mocked(console.log).mockClear();
  });

  test.each([
    ['without a word', []],
    ['with another bucket named', ['--overwrite-without-undo', 'backup']],
    ['as a dry run', ['--dry-run']],
  ])('is refused %s, and nothing is written', async (_, options) => {
    const refused = run(...back(), 's3://unversioned/pegasus/', ...options);
    await expect(refused).rejects.toThrow(/1 objects below s3:\/\/unversioned\/pegasus\/ would be replaced/);
    await expect(refused).rejects.toBeInstanceOf(BadArguments);
    expect(await readNow(bed.client, 'unversioned', 'pegasus/')).toMatchObject(digests({ a: 'here' }));
  });

  test('is done when it is named, and offers no undo', async () => {
    await run(...back(), 's3://unversioned/pegasus/', '--overwrite-without-undo', 'unversioned');
    expect(await readNow(bed.client, 'unversioned', 'pegasus/')).toMatchObject(digests({ a: 'a' }));
    expect(said()).not.toContain('--undo');
  });

  test('needs no name where nothing is replaced; over a bucket with versions there is an undo', async () => {
    expect(await run(...back(), 's3://unversioned/elsewhere/')).toMatchObject({ verdict: 'verified', undo: null });
    await bed.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'pegasus/a', Body: 'here' }));
    expect(await run(...back(), `s3://${BUCKET}/pegasus/`)).toMatchObject({
      verdict: 'verified',
      undo: expect.stringContaining('--undo'),
    });
    expect(said()).toContain('--undo');
  });
});

test.each([
  ['null', /is not the manifest of this object copy/],
  ['garbage', /it is no JSON/],
  ['', /is not the manifest of this object copy/],
  [(text: string) => text.replace(/"objects": \d+/, '"objects": "all"'), /objects/],
  [(text: string) => text.replaceAll(`pegasus-${today}/`, 'pegasus-2026-01-01/'), /it is of pegasus-2026-01-01\//],
])('F97: a manifest that is none, or another one, is refused: %p', async (changed, says) => {
  const { into } = await run('copy-objects', '--from', `s3://${BUCKET}/pegasus/`, '--to', 's3://backup/pegasus/');
  const Key = `pegasus-${today}.json`;
  const { Body } = await bed.client.send(new GetObjectCommand({ Bucket: 'backup', Key }));
  const text = await Body!.transformToString();
  const put = typeof changed === 'string' ? changed : changed(text);
  expect(put).not.toBe(text);
  await bed.client.send(new PutObjectCommand({ Bucket: 'backup', Key, Body: put }));
  const back = ['restore-object-copy', '--from', into!, '--to', `s3://${BUCKET}/pegasus/`];
  const refused = run(...back);
  await expect(refused).rejects.toThrow(says);
  await expect(refused).rejects.toBeInstanceOf(BadArguments);
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(await run(...back, '--accept-loss')).toMatchObject({ verdict: 'verified' });
});

test('nothing is downloaded', async () => {
  await run('copy-objects', '--from', `s3://${BUCKET}/pegasus/`, '--to', 's3://backup/pegasus/');
  expect(bed.s3.calls.get('GetObject')).toBeUndefined();
});

test('a prefix is not copied into itself', async () => {
  const refused = run('copy-objects', '--from', `s3://${BUCKET}/`, '--to', `s3://${BUCKET}/copies/`);
  await expect(refused).rejects.toBeInstanceOf(BadArguments);
});
