import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApplicationAutoScalingClient, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { AttachRolePolicyCommand, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import {
  DeleteFunctionConcurrencyCommand,
  GetEventSourceMappingCommand,
  GetFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { hireWriters, readWriters, stillRunning } from '../../../local/drill/writers';

const folder = mkdtempSync(join(tmpdir(), 'pegasus-writers-'));
let aws: LocalAws;
const client = () => ({
  ...aws.client,
  maxAttempts: 1,
});
const NAME = 'pegasus-worker';
const UUID = '00000000-0000-4000-8000-000000000001';

beforeAll(async () => {
  chmodSync(folder, 0o755);
  aws = await startLocalAws({ directory: folder });
  hireWriters(aws);
});
afterAll(async () => {
  await aws.close();
  rmSync(folder, { recursive: true, force: true });
});

test('all of them run', async () =>
  expect(stillRunning(await readWriters(aws))).toEqual([
    'ECS service',
    'scaling of the ECS service',
    'Lambda function',
    'event source mapping',
    'rule',
    'schedule',
    'role',
  ]));

test('a function without concurrency begins nothing; taken away, it is as before', async () => {
  const lambda = new LambdaClient(client());
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: NAME, ReservedConcurrentExecutions: 0 }));
  await expect(lambda.send(new InvokeCommand({ FunctionName: NAME }))).rejects.toMatchObject({
    name: 'TooManyRequestsException',
  });
  await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: NAME }));
  const { ReservedConcurrentExecutions } = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: NAME }));
  expect(ReservedConcurrentExecutions).toBeUndefined();
  await expect(lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: 'none' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('an event source is on its way for one look', async () => {
  const lambda = new LambdaClient(client());
  const state = async () => (await lambda.send(new GetEventSourceMappingCommand({ UUID }))).State;
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  expect([await state(), await state()]).toEqual(['Disabling', 'Disabled']);
});

test('an update of a schedule replaces the whole of it', async () => {
  const scheduler = new SchedulerClient(client());
  const named = { Name: NAME, GroupName: 'pegasus' };
  const target = { Target: { Arn: 'arn:a', RoleArn: 'arn:r' }, FlexibleTimeWindow: { Mode: 'OFF' as const } };
  await scheduler.send(new UpdateScheduleCommand({ ...named, ...target, ScheduleExpression: 'rate(1 day)' }));
  const { Description, State, ScheduleExpressionTimezone } = await scheduler.send(new GetScheduleCommand(named));
  expect([Description, State, ScheduleExpressionTimezone]).toEqual([undefined, 'ENABLED', 'UTC']);
});

test('a simulation knows what an attached policy denies, for its role and its keys only', async () => {
  const iam = new IAMClient(client());
  const PolicyArn = 'arn:aws:iam::000000000000:policy/p';
  const attach = () => iam.send(new AttachRolePolicyCommand({ RoleName: NAME, PolicyArn }));
  await expect(attach()).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  const keys = 'arn:aws:s3:::b/pegasus/*';
  aws.roles.managed.set(PolicyArn, [{ Effect: 'Deny', Action: ['s3:PutObject*'], Resource: [keys] }]);
  await attach();
  const decision = async (role: string, action: string, resource: string) => {
    const answer = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::000000000000:role/${role}`,
        ActionNames: [action],
        ResourceArns: [`arn:aws:s3:::b/${resource}`],
      }),
    );
    return answer.EvaluationResults?.[0]?.EvalDecision;
  };
  expect(await decision(NAME, 's3:PutObjectTagging', 'pegasus/x')).toBe('explicitDeny');
  expect(await decision(NAME, 's3:GetObject', 'pegasus/x')).toBe('allowed');
  expect(await decision(NAME, 's3:PutObject', 'other/x')).toBe('allowed');
  expect(await decision('other', 's3:PutObject', 'pegasus/x')).toBe('allowed');
});

test('what is not there, and what is not known here, is said', async () => {
  const rule = new DescribeRuleCommand({ Name: 'none' });
  await expect(new EventBridgeClient(client()).send(rule)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  const update = { cluster: 'pegasus', service: NAME, desiredCount: 1 };
  const ecs = new ECSClient(client());
  await expect(ecs.send(new UpdateServiceCommand({ ...update, service: 'none' }))).rejects.toMatchObject({
    name: 'ServiceNotFoundException',
  });
  await expect(ecs.send(new UpdateServiceCommand({ ...update, forceNewDeployment: true }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 501 },
  });
  const register = new RegisterScalableTargetCommand({
    ServiceNamespace: 'ecs',
    ScalableDimension: 'ecs:service:DesiredCount',
    ResourceId: 'service/pegasus/none',
    SuspendedState: {
      DynamicScalingInSuspended: true,
      DynamicScalingOutSuspended: true,
      ScheduledScalingSuspended: true,
    },
  });
  await expect(new ApplicationAutoScalingClient(client()).send(register)).rejects.toMatchObject({
    name: 'ValidationException',
  });
});
