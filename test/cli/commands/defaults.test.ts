import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { COMMAND_LINE } from '../../drill/command-line';
import { BUCKET, type StoreBed, storeBed } from '../../runtime/objects/rewind/store-bed';

/** The commands as README and runbook print them: a process of its own, in an empty folder, with the default options. */
let bed: StoreBed;
let folder: string;

beforeEach(async () => {
  bed = await storeBed(Date.parse('2026-11-23T12:00:00Z'));
  folder = mkdtempSync(join(tmpdir(), 'defaults-'));
  const at = (time: string) => new Date(`2026-11-23T${time}Z`);
  bed.s3.seed(BUCKET, [
    {
      key: 'pegasus/deleted',
      versions: [
        { at: at('03:00:00'), body: 'kept' },
        { at: at('05:00:00'), deleteMarker: true },
      ],
    },
    {
      key: 'pegasus/overwritten',
      versions: [
        { at: at('03:00:00'), body: 'good' },
        { at: at('05:00:00'), body: 'evil' },
      ],
    },
  ]);
  bed.s3.seed('backup', []);
});

afterEach(async () => {
  await bed.close();
  rmSync(folder, { recursive: true, force: true });
});

function pegasusBackup(...args: string[]): Promise<{ exitCode: number | null; output: string }> {
  const command = [COMMAND_LINE, ...args, '--endpoint-url', bed.endpoint];
  const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' };
  const child = spawn(process.execPath, command, { cwd: folder, env: { ...process.env, ...credentials } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((done) => child.once('close', (exitCode) => done({ exitCode, output })));
}

async function body(key: string, bucket = BUCKET): Promise<string | undefined> {
  const found = await bed.client.send(new GetObjectCommand({ Bucket: bucket, Key: key })).catch(() => undefined);
  return found?.Body?.transformToString();
}

const REWIND = ['rewind', '--bucket', BUCKET, '--prefix', 'pegasus/'];
const evidence = () => readdirSync(folder).find((name) => name.startsWith('pegasus-rewind-'))!;
const runIn = () => evidence().slice('pegasus-rewind-'.length);

test('a rewind brings the objects back, and its undo takes them away again', async () => {
  const rewound = await pegasusBackup(...REWIND, '--to', '2026-11-23T04:00:00Z');
  expect(rewound).toMatchObject({ exitCode: 0, output: expect.stringContaining('2 copied, 0 marked, 0 failed') });
  expect([await body('pegasus/deleted'), await body('pegasus/overwritten')]).toEqual(['kept', 'good']);

  const undone = await pegasusBackup(...REWIND, '--undo', runIn());
  expect(undone).toMatchObject({ exitCode: 0, output: expect.stringContaining('1 copied, 1 marked, 0 failed') });
  expect([await body('pegasus/deleted'), await body('pegasus/overwritten')]).toEqual([undefined, 'evil']);
});

test('an undo of a run whose evidence is not whole is an error, and undoes nothing', async () => {
  await pegasusBackup(...REWIND, '--to', '2026-11-23T04:00:00Z');
  rmSync(join(folder, evidence(), 'attempt-0', 'actions'), { recursive: true });
  const undone = await pegasusBackup(...REWIND, '--undo', runIn());
  expect(undone).toMatchObject({ exitCode: 2, output: expect.stringContaining('2 actions were planned, 0 are there') });
  expect(await body('pegasus/deleted')).toBe('kept');
});

test('an undo of a run that changed nothing is refused: there is nothing to undo', async () => {
  const run = await pegasusBackup(...REWIND, '--to', '2026-11-23T06:00:00Z');
  expect(run).toMatchObject({ exitCode: 0, output: expect.stringContaining('0 copied, 0 marked') });
  const undone = await pegasusBackup(...REWIND, '--undo', runIn());
  expect(undone).toMatchObject({ exitCode: 2, output: expect.stringContaining('changed nothing') });
});

test('a snapshot and its way back', async () => {
  const taken = await pegasusBackup(
    'copy-objects',
    '--from',
    `s3://${BUCKET}/pegasus/`,
    '--to',
    's3://backup/pegasus/',
  );
  expect(taken).toMatchObject({ exitCode: 0, output: expect.stringContaining('1 copied, 0 marked, 0 failed') });
  const prefix = `pegasus-${new Date().toISOString().slice(0, 10)}/`;
  expect(await body(`${prefix}overwritten`, 'backup')).toBe('evil');
  const place = ['--from', `s3://backup/${prefix}`, '--to', `s3://${BUCKET}/restored/`];
  const restored = await pegasusBackup('restore-object-copy', ...place);
  expect(restored).toMatchObject({ exitCode: 0, output: expect.stringContaining('1 copied, 0 marked, 0 failed') });
  expect(await body('restored/overwritten')).toBe('evil');
});

test.each([
  ['rewind', ['--bucket', BUCKET, '--prefix', 'pegasos/', '--to', '2026-11-23T04:00:00Z']],
  ['copy-objects', ['--from', `s3://${BUCKET}/pegasos/`, '--to', 's3://backup/pegasus/']],
  ['restore-object-copy', ['--from', 's3://backup/pegasus-2026-01-01/', '--to', `s3://${BUCKET}/restored/`]],
])('%s of nothing is refused, and leaves no manifest', async (command, locations) => {
  const done = await pegasusBackup(command, ...locations);
  expect(done).toMatchObject({ exitCode: 2, output: expect.stringContaining('There is no object below s3://') });
  expect(await body(`pegasus-${new Date().toISOString().slice(0, 10)}.json`, 'backup')).toBeUndefined();
});

test('F91 a dry run says how many events it raises, the rewind how many it raised, and that is what the function hears', async () => {
  const events = ['s3:ObjectCreated:*' as const];
  const NotificationConfiguration = {
    LambdaFunctionConfigurations: [
      { Id: 'uploads', LambdaFunctionArn: 'arn:aws:lambda:us-east-1:1:function:transcribe', Events: events },
    ],
  };
  await bed.client.send(new PutBucketNotificationConfigurationCommand({ Bucket: BUCKET, NotificationConfiguration }));
  const to = ['--to', '2026-11-23T04:00:00Z'];
  const said =
    /function arn:aws:lambda:us-east-1:1:function:transcribe: (raises|raised) 2 events \(2 × s3:ObjectCreated:Copy\)/;
  expect(said.exec((await pegasusBackup(...REWIND, ...to, '--dry-run')).output)?.[1]).toBe('raises');
  expect(bed.told).toEqual([]);
  expect(said.exec((await pegasusBackup(...REWIND, ...to)).output)?.[1]).toBe('raised');
  expect(bed.told).toHaveLength(2);
});

test('F91 a copy into a bucket that tells a queue says so', async () => {
  const QueueConfigurations = [
    { Id: 'copies', QueueArn: 'arn:aws:sqs:us-east-1:1:copies', Events: ['s3:ObjectCreated:Copy' as const] },
  ];
  await bed.client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: 'backup',
      NotificationConfiguration: { QueueConfigurations },
    }),
  );
  const { output } = await pegasusBackup(
    'copy-objects',
    '--from',
    `s3://${BUCKET}/pegasus/`,
    '--to',
    's3://backup/copies/',
  );
  expect(output).toMatch(/queue arn:aws:sqs:us-east-1:1:copies: raised 1 events \(1 × s3:ObjectCreated:Copy\)/);
  expect(bed.told).toHaveLength(1);
});
