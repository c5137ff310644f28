import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SwitchSpec } from '../../../domain/traffic/switches';
import { BucketNotificationsSwitch } from './bucket-notifications';
import { DenyWritesSwitch } from './deny-writes';
import { EcsServiceSwitch } from './ecs-service';
import { EventSourceMappingSwitch } from './event-source-mapping';
import { LambdaFunctionSwitch } from './lambda-function';
import { RuleSwitch } from './rule';
import { ScheduleSwitch } from './schedule';
import { type Switch, switchOf } from './switch';
import { parseSwitches } from './switch-specs';

/** What each handler that drives traffic has in its environment. */
export interface TrafficEnvironment {
  readonly TRAFFIC_PARAMETER: string;
  /** JSON: the `SwitchSpec`s beside the parameter, in the order in which they are frozen. */
  readonly SWITCHES: string;
}

export function connectSwitches(text: string): readonly Switch[] {
  return parseSwitches(text).map(connect);
}

function connect(spec: SwitchSpec): Switch {
  switch (spec.kind) {
    case 'ecs-service':
      return switchOf(new EcsServiceSwitch(spec, new ECSClient({}), new ApplicationAutoScalingClient({})));
    case 'lambda-function':
      return switchOf(new LambdaFunctionSwitch(spec, new LambdaClient({})));
    case 'event-source-mapping':
      return switchOf(new EventSourceMappingSwitch(spec, new LambdaClient({})));
    case 'rule':
      return switchOf(new RuleSwitch(spec, new EventBridgeClient({})));
    case 'schedule':
      return switchOf(new ScheduleSwitch(spec, new SchedulerClient({})));
    case 'deny-writes':
      return switchOf(new DenyWritesSwitch(spec, new IAMClient({})));
    case 'bucket-notifications':
      return switchOf(new BucketNotificationsSwitch(spec, new S3Client({})));
  }
}
