import { Arn, ArnFormat } from 'aws-cdk-lib';
import { BaseService } from 'aws-cdk-lib/aws-ecs';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { Role } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Schedule } from 'aws-cdk-lib/aws-scheduler';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { TrafficSwitch } from '../traffic/traffic-switch';
import type { ExistingWriters } from './settings';

/**
 * What writes, as switches, in the order in which it is frozen: first what starts work, then what carries it out, last
 * the right to write, which also stops what was missed.
 */
export function existingWriters(scope: Construct, writers: ExistingWriters): TrafficSwitch[] {
  const { parameterName, ruleArns = [], eventSourceMappingIds = [] } = writers;
  const { functionArns = [], ecsServiceArns = [], roleArns = [], notifyingBucketNames = [] } = writers;
  const each = (what: string, names: readonly string[], make: (id: string, name: string) => TrafficSwitch) =>
    names.map((name) => make(`${what}-${name}`, name));
  return [
    ...each('Traffic', parameterName ? [parameterName] : [], (id, name) =>
      TrafficSwitch.parameter(StringParameter.fromStringParameterName(scope, id, name)),
    ),
    ...each('Rule', ruleArns, (id, arn) =>
      TrafficSwitch.rule(Rule.fromEventRuleArn(scope, id, arn), { eventBus: busOf(scope, `${id}-Bus`, arn) }),
    ),
    ...schedules(scope, writers),
    ...each('Notifications', notifyingBucketNames, (id, name) =>
      TrafficSwitch.bucketNotifications(Bucket.fromBucketName(scope, id, name)),
    ),
    ...each('EventSource', eventSourceMappingIds, (id, uuid) =>
      TrafficSwitch.eventSourceMapping(EventSourceMapping.fromEventSourceMappingId(scope, id, uuid)),
    ),
    ...each('Function', functionArns, (id, arn) =>
      TrafficSwitch.lambdaFunction(LambdaFunction.fromFunctionArn(scope, id, arn)),
    ),
    ...each('Service', ecsServiceArns, (id, arn) =>
      TrafficSwitch.ecsService(BaseService.fromServiceArnWithCluster(scope, id, arn)),
    ),
    ...each('Writer', roleArns, (id, arn) =>
      TrafficSwitch.denyWrites(Role.fromRoleArn(scope, id, arn, { mutable: false })),
    ),
  ];
}

function schedules(
  scope: Construct,
  { scheduleArns = [], scheduleTargetRoleArns: roles = [] }: ExistingWriters,
): TrafficSwitch[] {
  if (scheduleArns.length !== roles.length) {
    throw new Error(
      `\`scheduleArns\` names ${scheduleArns.length} schedules and \`scheduleTargetRoleArns\` ${roles.length} roles; one for each is needed, in the same order: the role with which the schedule invokes its target.`,
    );
  }
  return scheduleArns.map((arn, index) => {
    const id = `Schedule-${arn}`;
    const targetRole = Role.fromRoleArn(scope, `${id}-Role`, roles[index]!, { mutable: false });
    return TrafficSwitch.schedule(Schedule.fromScheduleArn(scope, id, arn), { targetRole });
  });
}

/** `arn:…:rule/bus/name` names a bus of its own, `arn:…:rule/name` the default one. */
function busOf(scope: Construct, id: string, ruleArn: string) {
  const { resourceName = '' } = Arn.split(ruleArn, ArnFormat.SLASH_RESOURCE_NAME);
  const [bus, name] = resourceName.split('/');
  return name === undefined || bus === undefined ? undefined : EventBus.fromEventBusName(scope, id, bus);
}
