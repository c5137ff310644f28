import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { restoreObjectCopyCommand } from '../../cli/commands/object-copies';
import type { ObjectCopyManifest } from '../../domain/objects/object-copy-workflow';
import { DailyObjectCopies, Retention } from '../../lib';
import { ObjectCopies } from '../../lib/object-copies/object-copies';
import { type LocalAws, startLocalAws } from '../../local/aws/local-aws';
import { digests, readNow } from '../runtime/objects/rewind/histories';

const KEYS = 80;
const today = new Date().toISOString().slice(0, 10);
const folder = mkdtempSync(join(tmpdir(), 'pegasus-object-copy-'));
let aws: LocalAws;
let s3: S3Client;
let states: SFNClient;

beforeAll(async () => {
  aws = await startLocalAws({ directory: folder, waitScale: 0.01 });
  Object.assign(process.env, aws.environment);
  s3 = new S3Client({ forcePathStyle: true });
  states = new SFNClient({});
});
afterAll(async () => {
  expect(aws.s3.versionDeletes).toBe(0);
  s3.destroy();
  states.destroy();
  await aws.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The schedule's machine as it is synthesised, deployed beside a bucket with this history. */
async function deployed(
  name: string,
  versioned: boolean,
): Promise<Record<'stateMachine' | 'bucket' | 'copies', string>> {
  const app = new App({ outdir: join(folder, `${name}.out`) });
  const stack = new Stack(app, name);
  const bucket = new Bucket(stack, 'Objects', { versioned });
  const copies = new Bucket(stack, 'Copies');
  const { stateMachine } = new ObjectCopies(stack, 'ObjectCopies', {
    dailyObjectCopies: DailyObjectCopies.to(copies),
    bucket,
    prefix: 'pegasus/',
    allowEmpty: false,
    retention: Retention.minimum(),
    evidence: new Bucket(stack, 'Evidence', { versioned: true }),
    notifications: new Topic(stack, 'Notifications'),
    wantedEventConsumers: [],
    maxConcurrency: 20,
  });
  new CfnOutput(stack, 'Machine', { value: stateMachine!.stateMachineArn });
  new CfnOutput(stack, 'ObjectsName', { value: bucket.bucketName });
  new CfnOutput(stack, 'CopiesName', { value: copies.bucketName });
  const { outputs } = await aws.deploy(app.synth().directory, name);
  return { stateMachine: outputs.Machine!, bucket: outputs.ObjectsName!, copies: outputs.CopiesName! };
}

async function started(stateMachineArn: string) {
  const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn }));
  for (;;) {
    const execution = await states.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return execution;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const bodyOf = (i: number) => `content ${i % 7}`;
const keyOf = (i: number) => `lectures/${i % 16}/${i} a+b%2F.ogg`;
const contents = (keys: number) =>
  Object.fromEntries(Array.from({ length: keys }, (_, i): [string, string] => [keyOf(i), bodyOf(i)]));
const put = (Bucket: string, name: string, Body: string) =>
  s3.send(new PutObjectCommand({ Bucket, Key: `pegasus/${name}`, Body }));

async function manifestIn(bucket: string): Promise<ObjectCopyManifest> {
  const found = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: `pegasus-${today}.json` }));
  return JSON.parse(await found.Body!.transformToString());
}

describe('of a bucket that keeps versions', () => {
  let at: Awaited<ReturnType<typeof deployed>>;
  const wanted = digests(contents(KEYS));
  const copy = `pegasus-${today}/`;

  beforeAll(async () => {
    at = await deployed('Versioned', true);
    const stored = { at: new Date(Date.now() - 3600_000) };
    const entries = Object.entries(contents(KEYS));
    aws.s3.seed(
      at.bucket,
      entries.map(([key, body]) => ({ key: `pegasus/${key}`, versions: [{ ...stored, body }] })),
    );
  });

  test('it lies under its date, verified, with its manifest beside it', async () => {
    const execution = await started(at.stateMachine);
    expect(execution).toMatchObject({ status: 'SUCCEEDED' });
    const output: unknown = JSON.parse(execution.output!);
    expect(output).toEqual({ objectCopy: { bucket: at.copies, prefix: copy }, objects: KEYS });
    expect(await readNow(s3, at.copies, copy)).toEqual(wanted);
    expect(await manifestIn(at.copies)).toMatchObject({ version: 1, exact: true, objects: KEYS, late: 0 });
  });

  test('started again on the same day it goes on with the same moment, and copies nothing twice', async () => {
    const first = await manifestIn(at.copies);
    const copies = aws.s3.calls.get('CopyObject');
    await put(at.bucket, keyOf(0), 'later');
    expect(await started(at.stateMachine)).toMatchObject({ status: 'SUCCEEDED' });
    expect(aws.s3.calls.get('CopyObject')).toBe(copies);
    expect(await readNow(s3, at.copies, copy)).toEqual(wanted);
    expect((await manifestIn(at.copies)).at).toBe(first.at);
  });

  test('the command line brings it back', async () => {
    const json = join(folder, 'back.json');
    const locations = ['--from', `s3://${at.copies}/${copy}`, '--to', `s3://${at.bucket}/pegasus/`];
    const command = restoreObjectCopyCommand().exitOverride();
    const store = ['--endpoint-url', aws.endpoint, '--evidence', folder, '--json', json];
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    await command.parseAsync([...locations, ...store], { from: 'user' });
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ verdict: 'verified', objects: { copied: 1 } });
    expect(await readNow(s3, at.bucket, 'pegasus/')).toEqual(wanted);
  });

  test('an object that is denied fails it by name, and no manifest says that it is whole', async () => {
    const other = await deployed('Denied', true);
    aws.s3.seed(other.bucket, [{ key: 'pegasus/a', versions: [{ at: new Date(0), body: 'a' }] }]);
    aws.s3.faults.refuse = (operation) => (operation === 'CopyObject' ? 'AccessDenied' : undefined);
    const execution = await started(other.stateMachine);
    aws.s3.faults.refuse = undefined;
    expect(execution).toMatchObject({ status: 'FAILED', error: 'ObjectCopyIncomplete' });
    expect(execution.cause).toMatch(/^CopyObjects: 1 of 1 objects could not be copied: see s3:\/\/.*\/results\/$/);
    await expect(manifestIn(other.copies)).rejects.toThrow();
  });
});

test('of a bucket without versions it is what was found', async () => {
  const at = await deployed('Unversioned', false);
  for (const [key, body] of Object.entries(contents(20))) await put(at.bucket, key, body);
  expect(await started(at.stateMachine)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await readNow(s3, at.copies, `pegasus-${today}/`)).toEqual(digests(contents(20)));
  expect(await manifestIn(at.copies)).toMatchObject({ exact: false, objects: 20 });
});
