import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Schedule } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { AuroraCluster } from '../../examples/aurora/stack';
import { DatabaseUrl } from '../../examples/database-url/stack';
import { EcsApplication } from '../../examples/ecs-application/stack';
import { SelfManaged } from '../../examples/self-managed/stack';
import {
  CutOver,
  LongTransactions,
  PegasusEnvironment,
  Replication,
  RestoreHook,
  RestoreHookTime,
  RestoreTesting,
  TrafficSwitch,
} from '../../lib';
import { fixture } from './fixture';

const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:111111111111:${resource}`;

/** Another stack, for what is there already. */
const elsewhere = () => new Stack(new App(), 'Elsewhere', { env: { account: '111111111111', region: 'us-east-1' } });

function everySwitch() {
  const stack = elsewhere();
  const role = Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111111111111:role/app');
  const [fn, drill] = ['worker', 'drill'].map((name) =>
    LambdaFunction.fromFunctionAttributes(stack, name, {
      functionArn: arn('lambda', `function:${name}`),
      sameEnvironment: true,
    }),
  );
  const erase = LambdaFunction.fromFunctionArn(stack, 'Erase', arn('lambda', 'function:erase'));
  return fixture({
    database: { s3ImportRole: role },
    bucket: { encryption: BucketEncryption.KMS, objectLockEnabled: true },
    backup: {
      breakGlassRole: role,
      approvalRequired: true,
      restoreTesting: RestoreTesting.weekly(),
      replication: Replication.vault(),
      erasures: { tables: ['users'], repeatWith: erase },
      hooks: Object.values(RestoreHookTime).map((when) => RestoreHook.lambda(erase, { when, name: when })),
      notifications: Topic.fromTopicArn(stack, 'Topic', arn('sns', 'told')),
      drillApplication: drill,
      longTransactions: LongTransactions.end(),
      traffic: [
        TrafficSwitch.lambdaFunction(fn!),
        TrafficSwitch.eventSourceMapping(EventSourceMapping.fromEventSourceMappingId(stack, 'Feed', 'uuid')),
        TrafficSwitch.rule(Rule.fromEventRuleArn(stack, 'Rule', arn('events', 'rule/nightly'))),
        TrafficSwitch.schedule(Schedule.fromScheduleArn(stack, 'Schedule', arn('scheduler', 'schedule/jobs/nightly')), {
          targetRole: role,
        }),
        TrafficSwitch.denyWrites(role),
        TrafficSwitch.bucketNotifications(Bucket.fromBucketName(stack, 'Uploads', 'uploads')),
      ],
    },
    objectCopies: {},
  }).template();
}

const cutOver = (make: (stack: Stack) => CutOver) => () =>
  fixture({ backup: { cutOver: make(elsewhere()) } }).template();

const importedCluster = () =>
  new PegasusEnvironment(new App(), 'Imported', {
    env: { account: '111111111111', region: 'us-east-1' },
    settings: {
      baseUrl: 'https://pegasus.example.com',
      existingDatabase: {
        clusterIdentifier: 'pegasus',
        credentialsSecretArn: arn('secretsmanager', 'secret:pegasus-AbCdEf'),
        storageKeyArn: arn('kms', 'key/1'),
      },
      existingBucket: { bucketName: 'pegasus-objects' },
    },
  });

/** Pairs that have between them everything that can be asked for. */
export const EVERY_OPTION: readonly (readonly [string, () => Template])[] = [
  ['as it comes', () => fixture().template()],
  ['with every switch and all that is optional', everySwitch],
  ['replicated to a standby', () => fixture({ backup: { replication: Replication.standby() } }).template()],
  ['with a swap of names', cutOver(() => CutOver.renameSwap())],
  [
    'with a name in DNS',
    cutOver((stack) => CutOver.cname(HostedZone.fromHostedZoneId(stack, 'Zone', 'Z1'), 'db.example.com')),
  ],
  [
    'with a parameter',
    cutOver((stack) =>
      CutOver.parameter(StringParameter.fromStringParameterName(stack, 'Parameter', '/pegasus/database')),
    ),
  ],
  [
    'with keys of their own',
    () => {
      const keys = new Stack(new App(), 'Keys');
      const key = Key.fromKeyArn(keys, 'Key', arn('kms', 'key/1'));
      return fixture({
        database: { storageEncryptionKey: key, performanceInsightEncryptionKey: key, enablePerformanceInsights: true },
        bucket: { encryptionKey: key },
      }).template();
    },
  ],
  ['of a cluster', () => Template.fromStack(new AuroraCluster(new App(), 'Example'))],
  ['of an imported cluster', () => Template.fromStack(importedCluster())],
  ['of an application on ECS', () => Template.fromStack(new EcsApplication(new App(), 'Example'))],
  ['of a database on a server of its own', () => Template.fromStack(new SelfManaged(new App(), 'Example'))],
  ['of an application that wants a URL', () => Template.fromStack(new DatabaseUrl(new App(), 'Example'))],
];
