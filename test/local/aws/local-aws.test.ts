import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { operatingUser } from '../../../local/postgres/operating-user';

let directory: string;
let aws: LocalAws;
const before = { ...process.env };
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'local-aws-'));
  aws = await startLocalAws({ directory });
  Object.assign(process.env, aws.environment);
});
afterAll(() => {
  process.env = before;
  rmSync(directory, { recursive: true });
});

test('the environment is all that the clients need to reach every service on the one port', async () => {
  aws.parameters.put('here', 'yes');
  expect((await new SSMClient().send(new GetParameterCommand({ Name: 'here' }))).Parameter?.Value).toBe('yes');
  expect((await new S3Client().send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  expect((await new RDSClient().send(new DescribeDBInstancesCommand({}))).DBInstances).toEqual([]);
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:nobody';
  const listed = new SFNClient().send(new ListExecutionsCommand({ stateMachineArn }));
  await expect(listed).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
});

test('a handler signs as itself, and is not run by root', async () => {
  const code = join(directory, 'who');
  mkdirSync(code);
  writeFileSync(
    join(code, 'index.js'),
    `exports.handler = async () => ({ uid: process.getuid(), key: process.env.AWS_ACCESS_KEY_ID, secret: process.env.AWS_SECRET_ACCESS_KEY });`,
  );
  const fast = { handler: 'index.handler', runtime: 'nodejs24.x', timeoutSeconds: 10, memoryMegabytes: 128 };
  aws.functions.create({ name: 'who', code, environment: {}, ...fast });
  const outcome = await aws.functions.invoke('who', '{}');
  const { uid, key, secret } = JSON.parse('payload' in outcome ? outcome.payload : '{}');
  expect(uid).toBe(operatingUser()?.uid ?? process.getuid!());
  expect(uid).not.toBe(0);
  expect([key, secret]).toEqual(['who', aws.credentialsOf('who').secretAccessKey]);
  expect(secret).not.toBe(aws.environment.AWS_SECRET_ACCESS_KEY);
});

test('two of them do not know each other', async () => {
  const own = mkdtempSync(join(directory, 'second-'));
  const second = await startLocalAws({ directory: own });
  second.secrets.create('only-here', 'x');
  expect(second.endpoint).not.toBe(aws.endpoint);
  expect(() => aws.secrets.value('only-here')).toThrow("can't find the specified secret");
  const foreign = new SSMClient({ ...second.client, endpoint: aws.endpoint, maxAttempts: 1 });
  await expect(foreign.send(new GetParameterCommand({ Name: 'here' }))).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
  });
  await second.close();
});

test('after closing nobody listens, and what ran is aborted', async () => {
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'Long',
    States: { Long: { Type: 'Wait', Seconds: 99, End: true } },
  };
  const arn = await aws.states.createStateMachine('long', JSON.stringify(definition));
  const execution = aws.states.startExecution(arn);
  await aws.close();
  expect(execution.status).toBe('ABORTED');
  await expect(fetch(aws.endpoint)).rejects.toThrow();
});
