import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import { GetEventSourceMappingCommand, GetFunctionConcurrencyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { ExistingWriters } from '../../lib';
import type { LocalAws } from '../aws/local-aws';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../aws/service';

const NAME = 'pegasus-worker';
/** The event source mapping. */
export const WORKER_MAPPING = '00000000-0000-4000-8000-000000000001';
const arn = (service: string, resource: string, region = LOCAL_REGION) =>
  `arn:aws:${service}:${region}:${LOCAL_ACCOUNT}:${resource}`;
const scalableTarget = `service/pegasus/${NAME}`;

/** Beside the application, everything else that may write: one of each kind that a restore can stop. */
export function hireWriters(aws: LocalAws): ExistingWriters {
  aws.ecs.services.create('pegasus', NAME, 3);
  const scaling = { DynamicScalingOutSuspended: false, ScheduledScalingSuspended: true };
  aws.scaling.register(scalableTarget, { DynamicScalingInSuspended: false, ...scaling });
  const functionArn = aws.functions.create({
    name: NAME,
    // It is stopped and started, and never invoked.
    code: __dirname,
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    timeoutSeconds: 3,
    memoryMegabytes: 128,
    environment: {},
  });
  aws.functions.eventSources.create(WORKER_MAPPING, true);
  aws.rules.create({ name: NAME, bus: 'pegasus' });
  aws.schedules.create(NAME, {
    GroupName: 'pegasus',
    ScheduleExpression: 'cron(0 2 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 10 },
    Target: { Arn: functionArn, RoleArn: arn('iam', 'role/nightly', ''), Input: '{"clean":true}' },
    Description: 'removes drafts at night',
  });
  return {
    ecsServiceArns: [arn('ecs', `service/pegasus/${NAME}`)],
    functionArns: [functionArn],
    eventSourceMappingIds: [WORKER_MAPPING],
    ruleArns: [arn('events', `rule/pegasus/${NAME}`)],
    scheduleArns: [arn('scheduler', `schedule/pegasus/${NAME}`)],
    scheduleTargetRoleArns: [arn('iam', 'role/nightly', '')],
    roleArns: [arn('iam', `role/${NAME}`, '')],
  };
}

/** Each as AWS shows it: name → state. */
export async function readWriters({ client }: LocalAws): Promise<ReadonlyMap<string, string>> {
  const lambda = new LambdaClient(client);
  const services = await new ECSClient(client).send(
    new DescribeServicesCommand({ cluster: 'pegasus', services: [NAME] }),
  );
  const targets = await new ApplicationAutoScalingClient(client).send(
    new DescribeScalableTargetsCommand({
      ServiceNamespace: 'ecs',
      ScalableDimension: 'ecs:service:DesiredCount',
      ResourceIds: [scalableTarget],
    }),
  );
  const concurrency = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: NAME }));
  const source = await lambda.send(new GetEventSourceMappingCommand({ UUID: WORKER_MAPPING }));
  const rule = await new EventBridgeClient(client).send(
    new DescribeRuleCommand({ Name: NAME, EventBusName: 'pegasus' }),
  );
  const { $metadata, ...schedule } = await new SchedulerClient(client).send(
    new GetScheduleCommand({ Name: NAME, GroupName: 'pegasus' }),
  );
  return new Map([
    ['ECS service', `${services.services?.[0]?.desiredCount} tasks`],
    ['scaling of the ECS service', JSON.stringify(targets.ScalableTargets?.[0]?.SuspendedState)],
    ['Lambda function', `${concurrency.ReservedConcurrentExecutions ?? 'nothing'} reserved`],
    ['event source mapping', String(source.State)],
    ['rule', String(rule.State)],
    ['schedule', JSON.stringify(schedule)],
    ['role', await denied(new IAMClient(client))],
  ]);
}

async function denied(iam: IAMClient): Promise<string> {
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: NAME }));
  return AttachedPolicies.map(({ PolicyName }) => `denied by ${PolicyName}`).join() || 'nothing denied';
}

/** @returns those that are not stopped */
export const stillRunning = (writers: ReadonlyMap<string, string>): readonly string[] =>
  [...STOPPED].filter(([name, stopped]) => !stopped.test(writers.get(name) ?? '')).map(([name]) => name);

const STOPPED: ReadonlyMap<string, RegExp> = new Map([
  ['ECS service', /^0 tasks$/],
  ['scaling of the ECS service', /^((?!false).)+$/],
  ['Lambda function', /^0 reserved$/],
  ['event source mapping', /^Disabled$/],
  ['rule', /^DISABLED$/],
  ['schedule', /"State":"DISABLED"/],
  ['role', /^denied by .*FreezePolicy/],
]);
