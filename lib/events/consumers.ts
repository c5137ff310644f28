import { type CfnElement, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { canBeTold } from '../../domain/events/consumers';
import type { RaisedEvent } from '../../domain/events/raised';
import { canName } from '../options/same-environment';

/** One of this app that is told of the events of a bucket, in words. */
export interface AppConsumer {
  readonly name: string;
  /** Resolved, as in the template. */
  readonly arn: unknown;
  /** Held back by switching this: the bucket for its notifications, the rule itself. */
  readonly by: IConstruct;
}

interface Configuration {
  readonly [field: string]: unknown;
}

/** Resolved, as in the template; the field that names the destination of each list. */
const LISTS = [
  ['LambdaFunctionConfigurations', 'LambdaFunctionArn'],
  ['QueueConfigurations', 'QueueArn'],
  ['TopicConfigurations', 'TopicArn'],
  ['lambdaConfigurations', 'function'],
  ['queueConfigurations', 'queue'],
  ['topicConfigurations', 'topic'],
] as const;

/** What this app itself hangs on the bucket: its notifications, and rules of EventBridge that match it. */
export function consumersOf(bucket: IBucket, prefix: string, raised?: readonly RaisedEvent[]): AppConsumer[] {
  return [...notified(bucket, prefix, raised), ...ruled(bucket)];
}

function notified(bucket: IBucket, prefix: string, raised?: readonly RaisedEvent[]): AppConsumer[] {
  return configurationsOf(bucket).flatMap((configuration) =>
    LISTS.flatMap(([list, destination]) =>
      ((configuration[list] ?? []) as Configuration[]).flatMap((one) => {
        const events = [one.Events ?? one.event ?? []].flat() as string[];
        const found = { kind: 'function' as const, name: '', events, ...filterOf(one) };
        if (!canBeTold(found, prefix, raised)) return [];
        const arn = one[destination];
        return [{ name: `${nameOf(bucket, arn)} (${events.join(', ')})`, arn, by: bucket }];
      }),
    ),
  );
}

/** CDK sets notifications by a custom resource; a template may set them on the bucket. */
function configurationsOf(bucket: IBucket): Configuration[] {
  const found: Configuration[] = [];
  const resource = bucket.node.defaultChild;
  if (CfnBucket.isCfnBucket(resource)) {
    found.push(Stack.of(resource).resolve(resource.notificationConfiguration) ?? {});
  }
  const custom = bucket.node.tryFindChild('Notifications')?.node.tryFindChild('Resource');
  if (custom !== undefined && CfnResource.isCfnResource(custom)) {
    const { Resources } = Stack.of(custom).resolve(templateOf(custom));
    for (const { Properties } of Object.values<Configuration>(Resources) as { Properties?: Configuration }[]) {
      found.push((Properties?.NotificationConfiguration ?? {}) as Configuration);
    }
  }
  return found;
}

/** CDK keeps no other way to the properties of a resource without a class. */
const templateOf = (resource: CfnResource): unknown =>
  (resource as unknown as { _toCloudFormation(): unknown })._toCloudFormation();

/** Names and values of filter rules, however they are spelled. */
function filterOf(one: Configuration): { prefix: string; suffix: string } {
  const text = JSON.stringify(one.Filter ?? one.filter ?? {});
  const value = (wanted: string) =>
    new RegExp(`"name":"${wanted}","value":"((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(text)?.[1] ?? '';
  return { prefix: value('prefix'), suffix: value('suffix') };
}

function ruled(bucket: IBucket): AppConsumer[] {
  return bucket.node.root.node.findAll().flatMap((node) => {
    if (!(node instanceof CfnRule) || node.state === 'DISABLED') return [];
    const stack = Stack.of(node);
    // Events stay in the account and Region of their bucket.
    if (!canName(stack, Stack.of(bucket))) return [];
    const pattern = stack.resolve(node.eventPattern) ?? {};
    if (!pattern.source?.includes('aws.s3')) return [];
    const names = pattern.detail?.bucket?.name;
    const own = JSON.stringify(stack.resolve(bucket.bucketName));
    const matches = !Array.isArray(names) || names.some((name) => JSON.stringify(name) === own || isPattern(name));
    if (!matches) return [];
    return [{ name: `the rule ${node.node.scope?.node.path}`, arn: stack.resolve(node.attrArn), by: node }];
  });
}

/** `{"prefix": …}` and the like may match. */
const isPattern = (name: unknown): boolean =>
  typeof name === 'object' && !['Ref', 'Fn::GetAtt', 'Fn::ImportValue'].some((key) => key in Object(name));

/** The path of what an ARN in the template points at. */
function nameOf(bucket: IBucket, arn: unknown): string {
  if (typeof arn === 'string') return arn;
  const { Ref, 'Fn::GetAtt': attribute } = Object(arn);
  const id = Ref ?? attribute?.[0];
  const stack = Stack.of(bucket);
  const found = stack.node
    .findAll()
    .find((node): node is CfnElement => CfnResource.isCfnResource(node) && stack.resolve(node.logicalId) === id);
  return found?.node.path.replace(/\/Resource$/, '') ?? JSON.stringify(arn);
}
