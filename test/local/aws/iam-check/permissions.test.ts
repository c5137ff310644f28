import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';

const directory = mkdtempSync(join(tmpdir(), 'pegasus-permissions-'));
let aws: LocalAws;
let config: LocalAws['client'];
let handler = 0;

beforeAll(async () => {
  aws = await startLocalAws({ directory, log: () => {} });
  const s3 = new S3Client(aws.client);
  await s3.send(new CreateBucketCommand({ Bucket: 'objects' }));
  await s3.send(new PutObjectCommand({ Bucket: 'objects', Key: 'pegasus/a b', Body: 'a' }));
});
afterAll(async () => {
  await aws.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Another function each time: its name is its access key. */
beforeEach(() => {
  handler += 1;
  config = { ...aws.client, credentials: aws.credentialsOf(`handler-${handler}`) };
  aws.permissions.assign(`handler-${handler}`, `role-${handler}`);
});

const allow = (actions: string[], ...resources: string[]) =>
  aws.permissions.attach(`role-${handler}`, [{ actions, resources }]);

const missing = () =>
  aws.permissions.missing
    .filter((line) => line.startsWith(`handler-${handler}: `))
    .map((line) => line.slice(`handler-${handler}: `.length));

test('what the role allows, where it allows it, is not noted', async () => {
  allow(['s3:GetObject'], 'arn:aws:s3:::objects/pegasus/*');
  await new S3Client(config).send(new GetObjectCommand({ Bucket: 'objects', Key: 'pegasus/a b' }));
  expect(missing()).toEqual([]);
});

test('what the role denies is noted, whatever else it allows', async () => {
  allow(['s3:GetObject'], '*');
  aws.permissions.attach(`role-${handler}`, [
    { denies: true, actions: ['s3:Get*'], resources: ['arn:aws:s3:::objects/pegasus/*'] },
  ]);
  await new S3Client(config).send(new GetObjectCommand({ Bucket: 'objects', Key: 'pegasus/a b' }));
  expect(missing()).toEqual(['s3:GetObject on arn:aws:s3:::objects/pegasus/a b']);
});

test('another place, and a version of the same object, are another thing', async () => {
  allow(['s3:GetObject'], 'arn:aws:s3:::objects/other/*');
  const s3 = new S3Client(config);
  await s3.send(new GetObjectCommand({ Bucket: 'objects', Key: 'pegasus/a b' }));
  await s3.send(new GetObjectCommand({ Bucket: 'objects', Key: 'pegasus/a b', VersionId: 'null' })).catch(() => {});
  expect(missing()).toEqual([
    's3:GetObject on arn:aws:s3:::objects/pegasus/a b',
    's3:GetObjectVersion on arn:aws:s3:::objects/pegasus/a b',
  ]);
});

test('a copy reads its source, too', async () => {
  allow(['s3:PutObject'], 'arn:aws:s3:::objects/*');
  const CopySource = `objects/${encodeURIComponent('pegasus/a b')}`;
  await new S3Client(config).send(new CopyObjectCommand({ Bucket: 'objects', Key: 'pegasus/b', CopySource }));
  expect(missing()).toEqual(['s3:GetObject on arn:aws:s3:::objects/pegasus/a b']);
});

test('calls of services that name them in a header or in the body are heard', async () => {
  await new SSMClient(config).send(new GetParameterCommand({ Name: 'none' })).catch(() => {});
  await new SNSClient(config).send(new PublishCommand({ TopicArn: 'none', Message: 'm' })).catch(() => {});
  expect(missing()).toEqual(['sns:Publish on any resource', 'ssm:GetParameter on any resource']);
});

test('F117 who may start one state machine may not start another: requesting and deciding are two rights', async () => {
  const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
  allow(['states:StartExecution'], arnOf('restore'));
  const states = new SFNClient(config);
  for (const name of ['restore', 'decisions', 'Decisions']) {
    await states.send(new StartExecutionCommand({ stateMachineArn: arnOf(name) })).catch(() => {});
  }
  await states.send(new SendTaskSuccessCommand({ taskToken: 'token', output: '{}' })).catch(() => {});
  expect(missing()).toEqual([
    `states:SendTaskSuccess on any resource`,
    `states:StartExecution on ${arnOf('Decisions')}`,
    `states:StartExecution on ${arnOf('decisions')}`,
  ]);
});
