import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { chmod, chown } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RunningContainer } from '../../../../local/aws/ecs/container';
import { TaskDefinition } from '../../../../local/aws/ecs/task-definition';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
import { operatingUser } from '../../../../local/postgres/operating-user';

let directory: string;
let aws: LocalAws;
let input: RunTaskCommand['input'];

const DEFINITION = TaskDefinition.parse({
  Family: 'dump',
  ContainerDefinitions: [{ Name: 'dump', Image: 'public.ecr.aws/example/none:1', EntryPoint: ['bash', '-c'] }],
  NetworkMode: 'awsvpc',
  RequiresCompatibilities: ['FARGATE'],
});

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tasks-'));
  aws = await startLocalAws({ directory });
  input = {
    cluster: 'pegasus',
    taskDefinition: aws.ecs.tasks.register(DEFINITION),
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    overrides: { containerOverrides: [{ name: 'dump', environment: [{ name: 'BASH_ENV', value: '/tmp/own.sh' }] }] },
  };
});
afterAll(async () => {
  await aws.close();
  rmSync(directory, { recursive: true, force: true });
});

test('a request to start a task that has no signature is refused, with BASH_ENV or without', async () => {
  for (const body of [input, { ...input, overrides: {} }]) {
    const answer = await fetch(aws.endpoint, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AmazonEC2ContainerServiceV20141113.RunTask',
      },
    });
    expect([answer.status, Object(await answer.json()).__type]).toEqual([403, 'MissingAuthenticationToken']);
  }
});

test.each(['BASH_ENV', 'LD_PRELOAD', 'DYLD_INSERT_LIBRARIES', 'NODE_OPTIONS', 'PYTHONPATH', 'PATH', 'AWS_CONFIG_FILE'])(
  'one with a signature is refused when it brings %s, which says what else runs',
  async (name) => {
    const overrides = { containerOverrides: [{ name: 'dump', environment: [{ name, value: '/tmp/own' }] }] };
    await expect(new ECSClient(aws.client).send(new RunTaskCommand({ ...input, overrides }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(`\`${name}\``),
    });
  },
);

test('one that names a function of bash is none', async () => {
  const environment = [{ name: 'BASH_FUNC_ls%%', value: '() { id; }' }];
  const overrides = { containerOverrides: [{ name: 'dump', environment }] };
  await expect(new ECSClient(aws.client).send(new RunTaskCommand({ ...input, overrides }))).rejects.toThrow();
});

test('what a task runs is not run by root', async () => {
  const user = operatingUser();
  const folder = mkdtempSync(join(directory, 'volume-'));
  await chmod(directory, 0o755);
  if (user) await chown(folder, user.uid, user.gid);
  const definition = {
    ...DEFINITION.ContainerDefinitions[0]!,
    EntryPoint: ['/bin/sh', '-c'],
    Command: ['id -u > who'],
  };
  const container = new RunningContainer(definition, folder, { PATH: process.env.PATH! }, join(directory, 'log'), user);
  expect(await container.ended).toBe(0);
  const who = Number(readFileSync(join(folder, 'who'), 'utf8'));
  expect(who).toBe(user?.uid ?? process.getuid!());
  expect(who).not.toBe(0);
});
