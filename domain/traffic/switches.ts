import type { TrafficMode } from '../workflow/workflow';

/**
 * The switches beside the parameter, as names: what a handler is told of them. What each is in which mode stands in the
 * functions below; `open` is always what was there before the freeze.
 *
 * | switch               | frozen           | low-traffic                          |
 * | ecs-service          | no task          | a few tasks, never more than before  |
 * | lambda-function      | concurrency 0    | a few at once, never more than before |
 * | event-source-mapping | disabled         | as before: the smoke job is a message |
 * | rule, schedule       | disabled         | disabled: what runs at night can wait |
 * | deny-writes          | writes denied    | allowed: the smoke job writes         |
 * | bucket-notifications | none             | as before: the smoke job uploads      |
 */
export type SwitchSpec =
  | EcsServiceSpec
  | LambdaFunctionSpec
  | EventSourceMappingSpec
  | RuleSpec
  | ScheduleSpec
  | DenyWritesSpec
  | BucketNotificationsSpec;

export interface EcsServiceSpec {
  readonly kind: 'ecs-service';
  readonly cluster: string;
  readonly service: string;
  readonly lowTrafficCount: number;
}

export interface LambdaFunctionSpec {
  readonly kind: 'lambda-function';
  readonly functionName: string;
  readonly lowTrafficConcurrency: number;
}

export interface EventSourceMappingSpec {
  readonly kind: 'event-source-mapping';
  readonly id: string;
}

export interface RuleSpec {
  readonly kind: 'rule';
  readonly name: string;
  /** @default - the account's default bus */
  readonly eventBus?: string;
}

export interface ScheduleSpec {
  readonly kind: 'schedule';
  readonly name: string;
  /** @default - the default group */
  readonly group?: string;
}

export interface DenyWritesSpec {
  readonly kind: 'deny-writes';
  readonly roleArn: string;
  /** Keys of the protected location, as `arn:aws:s3:::bucket/prefix*`. */
  readonly objectsArn: string;
  /** Managed policy that denies every write there: a deployment has made it, and no handler can change what it says. */
  readonly policyArn: string;
}

export interface BucketNotificationsSpec {
  readonly kind: 'bucket-notifications';
  readonly bucket: string;
}

/** For people, and the name under which a switch's state is recorded. */
export function switchName(spec: SwitchSpec): string {
  switch (spec.kind) {
    case 'ecs-service':
      return `ECS service ${spec.cluster}/${spec.service}`;
    case 'lambda-function':
      return `Lambda function ${spec.functionName}`;
    case 'event-source-mapping':
      return `event source mapping ${spec.id}`;
    case 'rule':
      return `rule ${spec.eventBus ?? 'default'}/${spec.name}`;
    case 'schedule':
      return `schedule ${spec.group ?? 'default'}/${spec.name}`;
    case 'deny-writes':
      return `writes of ${roleName(spec)}`;
    case 'bucket-notifications':
      return `notifications of the bucket ${spec.bucket}`;
  }
}

export const roleName = ({ roleArn }: DenyWritesSpec): string => roleArn.slice(roleArn.lastIndexOf('/') + 1);

/** What Application Auto Scaling may do to a service. */
export interface Scaling {
  readonly scaleInSuspended: boolean;
  readonly scaleOutSuspended: boolean;
  readonly scheduledSuspended: boolean;
}

/** All of it suspended: it would scale a frozen service back up. */
export const SUSPENDED: Scaling = { scaleInSuspended: true, scaleOutSuspended: true, scheduledSuspended: true };

export interface EcsServiceState {
  readonly desiredCount: number;
  /** Null where nothing scales the service. */
  readonly scaling: Scaling | null;
}

export function ecsServiceIn(mode: TrafficMode, prior: EcsServiceState, lowTrafficCount: number): EcsServiceState {
  if (mode === 'open') return prior;
  const desiredCount = mode === 'frozen' ? 0 : Math.min(lowTrafficCount, prior.desiredCount);
  return { desiredCount, scaling: prior.scaling && SUSPENDED };
}

export interface LambdaFunctionState {
  /** Null: none is reserved, and the account's limit holds. */
  readonly reserved: number | null;
}

export function lambdaFunctionIn(mode: TrafficMode, prior: LambdaFunctionState, low: number): LambdaFunctionState {
  if (mode === 'open') return prior;
  return { reserved: mode === 'frozen' ? 0 : Math.min(low, prior.reserved ?? low) };
}

export interface EnabledState {
  readonly enabled: boolean;
}

export const eventSourceIn = (mode: TrafficMode, prior: EnabledState): EnabledState =>
  mode === 'frozen' ? { enabled: false } : prior;

export const timedIn = (mode: TrafficMode, prior: EnabledState): EnabledState =>
  mode === 'open' ? prior : { enabled: false };

export interface DeniedState {
  readonly denied: boolean;
}

/** The policy is this project's own: only a freeze has attached it, so no prior state is worth keeping. */
export const denyWritesIn = (mode: TrafficMode): DeniedState => ({ denied: mode === 'frozen' });

/** As S3 answers them; those to EventBridge are not among them. */
export interface BucketNotificationsState {
  readonly functions: readonly Readonly<Record<string, unknown>>[];
  readonly queues: readonly Readonly<Record<string, unknown>>[];
  readonly topics: readonly Readonly<Record<string, unknown>>[];
}

export const bucketNotificationsIn = (mode: TrafficMode, prior: BucketNotificationsState): BucketNotificationsState =>
  mode === 'frozen' ? { functions: [], queues: [], topics: [] } : prior;
