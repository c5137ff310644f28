import type { IBaseService } from 'aws-cdk-lib/aws-ecs';
import type { IRule } from 'aws-cdk-lib/aws-events';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IEventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISchedule } from 'aws-cdk-lib/aws-scheduler';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import type { IConstruct } from 'constructs';
import { type Place, placeOf } from '../options/imported-parameter';
import { bucketNotificationsSwitch } from './bucket-notifications';
import { denyWritesSwitch } from './deny-writes';
import { type EcsServiceSwitchOptions, ecsServiceSwitch } from './ecs-service';
import { eventSourceMappingSwitch } from './event-source-mapping';
import { type LambdaFunctionSwitchOptions, lambdaFunctionSwitch } from './lambda-function';
import { type RuleSwitchOptions, ruleSwitch } from './rule';
import { type ScheduleSwitchOptions, scheduleSwitch } from './schedule';
import type { SwitchDefinition } from './switch-definition';

/**
 * What stops and admits writers. What a switch was before a restore is recorded before anything is switched, and put back
 * exactly when traffic is resumed.
 */
export class TrafficSwitch {
  /**
   * A String parameter that the application obeys. It must hold `{"mode":"frozen|low-traffic|open","generation":N}`, at
   * first `{"mode":"open","generation":0}`; an application that finds anything else, or nothing, keeps the last mode that
   * it has read, and a restore is refused. It must be in no template: a deployment would write it again.
   */
  static parameter(parameter: IStringParameter): TrafficSwitch {
    return new TrafficSwitch(placeOf(parameter), parameter);
  }

  /**
   * Workers, or an API without a maintenance mode of its own. Frozen: no task, and nothing that scales it back up. Low
   * traffic: a few tasks, which start on the restored database.
   */
  static ecsService(service: IBaseService, options: EcsServiceSwitchOptions = {}): TrafficSwitch {
    return new TrafficSwitch(service, undefined, ecsServiceSwitch(service, options));
  }

  /**
   * Frozen: reserved concurrency 0. Low traffic: a few invocations at once. Lambda leaves 100 of the account unreserved; an
   * account in which that is too much shows in `AccountQuotas`.
   */
  static lambdaFunction(fn: IFunction, options: LambdaFunctionSwitchOptions = {}): TrafficSwitch {
    return new TrafficSwitch(fn, undefined, lambdaFunctionSwitch(fn, options));
  }

  /** Frozen: disabled, messages wait in their queue. Low traffic: as before, because the smoke job is such a message. */
  static eventSourceMapping(mapping: IEventSourceMapping): TrafficSwitch {
    return new TrafficSwitch(mapping, undefined, eventSourceMappingSwitch(mapping));
  }

  /** Disabled until traffic is open again. */
  static rule(rule: IRule, options: RuleSwitchOptions = {}): TrafficSwitch {
    return new TrafficSwitch(rule, undefined, ruleSwitch(rule, options), rule);
  }

  /** Disabled until traffic is open again. */
  static schedule(schedule: ISchedule, options: ScheduleSwitchOptions = {}): TrafficSwitch {
    return new TrafficSwitch(schedule, undefined, scheduleSwitch(schedule, options));
  }

  /**
   * Frozen: a managed policy that this stack makes is attached to the role, and denies it every write to the protected
   * keys; URLs that it has signed stop too. For each role that writes to the bucket. A role has room for one more.
   */
  static denyWrites(role: IRole): TrafficSwitch {
    return new TrafficSwitch(role, undefined, denyWritesSwitch(role));
  }

  /**
   * Frozen: the bucket tells no function, queue or topic of its events, so what a restore copies and marks is not taken
   * for uploads and deletions. Low traffic: as before, because the smoke job uploads. The events of the restore are
   * dropped, not kept for later. Rules of EventBridge are held back with `rule`.
   */
  static bucketNotifications(bucket: IBucket): TrafficSwitch {
    return new TrafficSwitch(bucket, undefined, bucketNotificationsSwitch(bucket), bucket);
  }

  private constructor(
    /**
     * What is switched.
     *
     * @internal
     */
    readonly _place: Place,
    /** @internal */
    readonly _parameter?: IStringParameter,
    /** @internal */
    readonly _definition?: SwitchDefinition,
    /**
     * Whose consumers it holds back.
     *
     * @internal
     */
    readonly _holds?: IConstruct,
  ) {}
}
