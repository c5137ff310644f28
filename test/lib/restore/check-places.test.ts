import { App, Stack } from 'aws-cdk-lib';
import { BackupVault } from 'aws-cdk-lib/aws-backup';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type CfnTopic, Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import {
  Application,
  CutOver,
  PegasusBackup,
  type PegasusBackupProps,
  ProtectedDatabase,
  RestoreHook,
  RestoreHookTime,
  TrafficSwitch,
} from '../../../lib';

const env = { account: '111111111111', region: 'eu-west-1' };
const OTHER_REGION = 'eu-central-1:111111111111';
const OTHER_ACCOUNT = 'eu-west-1:222222222222';

type Given = (stack: Stack, bucket: Bucket) => Partial<PegasusBackupProps>;

function backupWith(given: Given): void {
  const stack = new Stack(new App(), 'Pegasus', { env });
  const vpc = new Vpc(stack, 'Vpc');
  const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
  const db = new DatabaseInstance(stack, 'Database', { engine, vpc, storageEncrypted: true });
  const bucket = new Bucket(stack, 'Objects');
  new PegasusBackup(stack, 'Backup', {
    database: ProtectedDatabase.instance(db),
    bucket,
    application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
    vpc,
    ...given(stack, bucket),
  });
}

const topic =
  (place: string, name = 'ops'): Given =>
  (stack) => ({
    notifications: Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${place}:${name}`),
  });
const secret = (stack: Stack, place: string) =>
  Secret.fromSecretCompleteArn(stack, 'Secret', `arn:aws:secretsmanager:${place}:secret:ours-AbCdEf`);
const parameter = (stack: Stack, place: string) =>
  StringParameter.fromStringParameterArn(stack, 'Parameter', `arn:aws:ssm:${place}:parameter/ours`);
const fn = (stack: Stack, place: string) =>
  LambdaFunction.fromFunctionArn(stack, 'Function', `arn:aws:lambda:${place}:function:ours`);

test.each<[what: string, given: Given, sentence: string]>([
  ['a topic of another Region', topic(OTHER_REGION), '`notifications` Pegasus/Topic is in the Region eu-central-1'],
  ['a topic of another account', topic(OTHER_ACCOUNT), '`notifications` Pegasus/Topic is in the account 222222222222'],
  [
    'a FIFO topic',
    (stack) => ({ notifications: new Topic(stack, 'Topic', { fifo: true }) }),
    '`notifications` Pegasus/Topic is a FIFO topic; a standard one is allowed',
  ],
  [
    'a VPC of another Region',
    (stack) => ({
      vpc: Vpc.fromVpcAttributes(stack, 'Far', {
        vpcId: 'vpc-0123456789abcdef0',
        region: 'us-east-1',
        availabilityZones: ['us-east-1a'],
        privateSubnetIds: ['subnet-0123456789abcdef0'],
      }),
    }),
    '`vpc` Pegasus/Far is in the Region us-east-1, and the stack Pegasus is in eu-west-1: functions run in networks',
  ],
  ['an imported FIFO topic', topic('eu-west-1:111111111111', 'ops.fifo'), 'is a FIFO topic'],
  [
    'a topic with the key of AWS',
    (stack) => ({
      notifications: new Topic(stack, 'Topic', { masterKey: Alias.fromAliasName(stack, 'Key', 'alias/aws/sns') }),
    }),
    '`notifications` Pegasus/Topic is encrypted with alias/aws/sns, with which no alarm can publish: make it with a key',
  ],
  [
    'a topic whose key is set past its constructor',
    (stack) => {
      const notifications = new Topic(stack, 'Topic');
      (notifications.node.defaultChild as CfnTopic).kmsMasterKeyId = 'alias/ours';
      return { notifications };
    },
    'is encrypted with a key that is set past `masterKey`',
  ],
  [
    'access logs in another Region',
    (_, { stack }) => ({
      accessLogs: Bucket.fromBucketAttributes(stack, 'Logs', { bucketName: 'logs', region: 'eu-central-1' }),
    }),
    '`accessLogs` Pegasus/Logs is in the Region eu-central-1',
  ],
  ['access logs in the protected bucket', (_, bucket) => ({ accessLogs: bucket }), 'is the protected bucket'],
  [
    'access logs under a key of KMS',
    (stack) => ({ accessLogs: new Bucket(stack, 'Logs', { encryption: BucketEncryption.KMS }) }),
    '`accessLogs` Pegasus/Logs is encrypted with a key of KMS; S3 writes access logs with its own only: give another one',
  ],
  [
    'access logs under Object Lock',
    (stack) => ({ accessLogs: new Bucket(stack, 'Logs', { objectLockEnabled: true }) }),
    '`accessLogs` Pegasus/Logs has Object Lock',
  ],
  [
    'a secret of another Region',
    (stack) => ({ cutOver: CutOver.secret(secret(stack, OTHER_REGION)) }),
    '`cutOver` Pegasus/Secret is in the Region eu-central-1, and the stack Pegasus is in eu-west-1: handlers ask the services of their own Region; give a secret of that Region.',
  ],
  [
    'a token of another Region',
    (stack) => ({
      application: Application.http({ baseUrl: 'https://x.example.com', writeToken: secret(stack, OTHER_REGION) }),
    }),
    '`writeToken` Pegasus/Secret is in the Region eu-central-1',
  ],
  [
    'a parameter of another account',
    (stack) => ({ cutOver: CutOver.parameter(parameter(stack, OTHER_ACCOUNT)) }),
    '`cutOver` Pegasus/Parameter is in the account 222222222222',
  ],
  [
    'a traffic parameter of another account',
    (stack) => ({ traffic: [TrafficSwitch.parameter(parameter(stack, OTHER_ACCOUNT))] }),
    '`traffic` Pegasus/Parameter is in the account 222222222222',
  ],
  [
    'a vault of another Region',
    (stack) => {
      const arn = 'arn:aws:backup:eu-central-1:111111111111:backup-vault:ours';
      return { vault: { existing: BackupVault.fromBackupVaultArn(stack, 'Vault', arn) } };
    },
    '`existing` Pegasus/Vault is in the Region eu-central-1, and the stack Pegasus is in eu-west-1: AWS Backup takes',
  ],
  [
    'one parameter for two texts',
    (stack) => {
      const both = parameter(stack, 'eu-west-1:111111111111');
      return { traffic: [TrafficSwitch.parameter(both)], cutOver: CutOver.parameter(both) };
    },
    '`cutOver` and `traffic` have the same parameter, ours; each writes JSON of its own into it: leave',
  ],
  [
    'a function to switch in another account',
    (stack) => ({ traffic: [TrafficSwitch.lambdaFunction(fn(stack, OTHER_ACCOUNT))] }),
    '`traffic` Pegasus/Function is in the account 222222222222',
  ],
  [
    'a function for drills in another Region',
    (stack) => ({ drillApplication: fn(stack, OTHER_REGION) }),
    '`drillApplication` Pegasus/Function is in the Region eu-central-1',
  ],
  [
    'a hook in another Region',
    (stack) => ({
      hooks: [RestoreHook.lambda(fn(stack, OTHER_REGION), { when: RestoreHookTime.BEFORE_OPEN, name: 'far' })],
    }),
    '`hooks` Pegasus/Function is in the Region eu-central-1, and the stack Pegasus is in eu-west-1: handlers ask the services of their own Region; give a function of that Region.',
  ],
])('%s is refused before anything is made of it', (_, given, sentence) => {
  expect(() => backupWith(given)).toThrow(sentence);
});

test.each<[what: string, given: Given]>([
  ['a topic, beside it', topic('eu-west-1:111111111111')],
  [
    'a secret of another account, whose policy lets handlers in',
    (stack) => ({ cutOver: CutOver.secret(secret(stack, OTHER_ACCOUNT)) }),
  ],
  [
    'a hook of another account, whose policy lets handlers in',
    (stack) => ({ hooks: [RestoreHook.lambda(fn(stack, OTHER_ACCOUNT), { when: RestoreHookTime.AFTER_FREEZE })] }),
  ],
  ['access logs, imported', (stack) => ({ accessLogs: Bucket.fromBucketName(stack, 'Logs', 'logs') })],
])('%s is taken', (_, given) => {
  expect(() => backupWith(given)).not.toThrow();
});
