import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Size, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AwsSolutionsChecks } from 'cdk-nag';
import {
  Application,
  PegasusBackup,
  type PegasusBackupProps,
  PegasusEnvironment,
  ProtectedDatabase,
  type SelfManagedDatabaseProps,
} from '../../../lib';
import { AWS_CLI_IMAGE, POSTGRES_IMAGES } from '../../../lib/database/self-managed/images';
import { allowedTo, statementsByRole } from '../fixture';

const env = { account: '123456789012', region: 'eu-central-1' };

function selfManaged(props: Partial<SelfManagedDatabaseProps> = {}, backup: Partial<PegasusBackupProps> = {}) {
  const app = new App({
    context: JSON.parse(readFileSync('cdk.json', 'utf8')).context,
    outdir: mkdtempSync(join(tmpdir(), 'pegasus-backup-')),
  });
  const stack = new Stack(app, 'Test', { env });
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-central-1a'],
    privateSubnetIds: ['subnet-0123456789abcdef0'],
    privateSubnetRouteTableIds: ['rtb-0123456789abcdef0'],
  });
  const server = SecurityGroup.fromSecurityGroupId(stack, 'Server', 'sg-0123456789abcdef0');
  const arn = `arn:aws:secretsmanager:${env.region}:${env.account}:secret:pegasus/database-AbCdEf`;
  const credentials = Secret.fromSecretCompleteArn(stack, 'Credentials', arn);
  new PegasusBackup(stack, 'Backup', {
    database: ProtectedDatabase.selfManaged({
      databaseName: 'pegasus',
      credentials,
      majorVersion: 17,
      vpc,
      server,
      ...props,
    }),
    bucket: Bucket.fromBucketName(stack, 'Objects', 'pegasus-objects'),
    application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
    vpc,
    ...backup,
  });
  return { app, stack };
}

const { app, stack } = selfManaged();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
const { messages } = app.synth().getStackArtifact(stack.artifactId);
const template = Template.fromStack(stack);
const resources: Record<string, { Type: string; Properties: Record<string, unknown> }> = template.toJSON().Resources;
const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);

test('is clean for cdk-nag; the only warning is about the imported bucket', () => {
  expect(
    messages.map(({ entry }) => String(entry.data)).filter((text) => !/imported and not changed/.test(text)),
  ).toEqual([]);
});

test('the database is dumped every day, by a task on Fargate', () => {
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(30 2 * * ? *)',
    Target: Match.objectLike({ EcsParameters: Match.objectLike({ LaunchType: 'FARGATE' }) }),
  });
});

test('a dump that fails is told at once: its task, of this stack, and no other', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.ecs'],
      'detail-type': ['ECS Task State Change'],
      detail: {
        clusterArn: [Match.anyValue()],
        taskDefinitionArn: [{ Ref: Match.stringLikeRegexp('TasksDump') }],
        lastStatus: ['STOPPED'],
        $or: [{ stopCode: ['TaskFailedToStart'] }, { containers: { exitCode: [{ 'anything-but': [0] }] } }],
      },
    },
    Targets: [
      Match.objectLike({
        Arn: { Ref: Match.stringLikeRegexp('Notifications') },
        Input: Match.stringLikeRegexp('docs/runbook.md#dumpfailed'),
      }),
    ],
  });
});

test('nothing of RDS or AWS Backup is made, and no role may do anything to RDS', () => {
  expect(Object.values(resources).filter(({ Type }) => /^AWS::(RDS|Backup)::/.test(Type))).toEqual([]);
  const allowed = allowedTo(template, /./);
  expect(JSON.stringify(allowed)).toContain('"s3:');
  expect(JSON.stringify(allowed)).not.toContain('"rds:');
});

test('the password comes from Secrets Manager, into the environment of a container and into no command', () => {
  const containers = ofType('AWS::ECS::TaskDefinition').flatMap(
    ([, { Properties }]) => Properties.ContainerDefinitions as { Command: string[]; Environment: { Name: string }[] }[],
  );
  expect(containers).toHaveLength(4);
  for (const { Command, Environment } of containers) {
    expect(JSON.stringify(Command)).not.toMatch(/PGPASSWORD|secretsmanager/);
    expect(Environment.map(({ Name }) => Name)).not.toContain('PGPASSWORD');
  }
});

test('only RestoreDatabase may start the task that restores, and only in its cluster', () => {
  const starters = statementsByRole(template).filter(([, held]) => /"ecs:RunTask"/.test(JSON.stringify(held)));
  expect(starters.map(([id]) => /RestoreDatabase|DailyDump|SelfManagedRole/.exec(id)?.[0] ?? id).sort()).toEqual([
    'RestoreDatabase',
    'SelfManagedRole',
  ]);
  const [[, restore]] = starters.filter(([id]) => id.includes('RestoreDatabase')) as [(typeof starters)[number]];
  expect(JSON.stringify(restore)).toMatch(/"ArnEquals":\{"ecs:cluster"/);
});

test('every handler that asks the server runs in the network', () => {
  const asking = ofType('AWS::Lambda::Function').filter(([, { Properties }]) =>
    JSON.stringify(Properties.Environment ?? {}).includes('"DATABASE_KIND":"self-managed"'),
  );
  expect(asking.length).toBeGreaterThan(8);
  expect(asking.filter(([, { Properties }]) => Properties.VpcConfig === undefined).map(([id]) => id)).toEqual([]);
});

test('the server admits the tasks and the handlers', () => {
  const ingress = ofType('AWS::EC2::SecurityGroupIngress').map(([, { Properties }]) => Properties);
  expect(ingress.filter(({ GroupId }) => GroupId === 'sg-0123456789abcdef0')).toHaveLength(2);
});

test('dumps are kept as long as the retention says, and uploads that were killed are not', () => {
  template.hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: {
      Rules: [Match.objectLike({ ExpirationInDays: 30, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } })],
    },
  });
});

test.each([
  [{ databaseName: 'Pegasus' }, "`databaseName` is 'Pegasus'"],
  [{ databaseName: 'a'.repeat(41) }, '`databaseName` is'],
  [{ majorVersion: 12 }, '`majorVersion` is 12; it must be an integer from 13 to 99'],
  [{ majorVersion: 13 }, 'of which no image is recorded; those of 14, 15, 16, 17, 18 are: give `postgresImage`'],
  [{ majorVersion: 19 }, '`majorVersion` is 19, of which no image is recorded'],
  [{ majorVersion: 170_006 }, '`majorVersion` is 170006'],
  [{ majorVersion: 17.2 }, '`majorVersion` is 17.2'],
  [{ parallelJobs: 0 }, '`parallelJobs` is 0'],
  [{ ephemeralStorage: Size.gibibytes(20) }, '`ephemeralStorage` is 20 GiB; whole GiB from 21 to 200'],
  [{ ephemeralStorage: Size.mebibytes(21.5 * 1024) }, '`ephemeralStorage` is 21.5 GiB'],
  [{ cpu: 300 }, '`cpu` is 300 units; 256, 512, 1024, 2048, 4096, 8192, 16384 are allowed'],
  [{ cpu: 4096 }, '`memory` is 2 GiB; with `cpu` 4096 8, 9, '],
  [{ memory: Size.mebibytes(2_500) }, '`memory` is 2.44140625 GiB; with `cpu` 1024 2, 3, 4, 5, 6, 7, 8 GiB'],
  [{ ephemeralStorage: Size.gibibytes(201) }, '`ephemeralStorage` is 201 GiB'],
])('%j is refused', (props, message) => expect(() => selfManaged(props)).toThrow(message));

test.each([
  [{ databaseName: 'a'.repeat(40) }],
  [{ majorVersion: 13, postgresImage: `registry.example.com/postgres@sha256:${'0'.repeat(64)}` }],
  [{ majorVersion: 14 }],
  [{ ephemeralStorage: Size.gibibytes(21) }],
  [{ ephemeralStorage: Size.gibibytes(200) }],
  [{ cpu: 256, memory: Size.mebibytes(512) }],
  [{ cpu: 16_384, memory: Size.gibibytes(120) }],
])('%j is accepted', (props) => expect(() => selfManaged(props)).not.toThrow());

test('images are named by their digest, of the version of the server', () => {
  const images = ofType('AWS::ECS::TaskDefinition').flatMap(([, { Properties }]) =>
    (Properties.ContainerDefinitions as { Image: string }[]).map(({ Image }) => Image),
  );
  expect(new Set(images)).toEqual(new Set([POSTGRES_IMAGES[17], AWS_CLI_IMAGE]));
  const all = [...Object.values(POSTGRES_IMAGES), AWS_CLI_IMAGE];
  for (const image of all) expect(image).toMatch(/^public\.ecr\.aws\/[a-z/-]+@sha256:[0-9a-f]{64}$/);
  expect(new Set(all).size).toBe(6);
});

test('an image of one’s own without a digest is a warning, with one it is none', () => {
  const warnings = (postgresImage: string) =>
    Annotations.fromStack(selfManaged({ postgresImage }).stack).findWarning('*', Match.stringLikeRegexp('no digest'));
  expect(warnings('registry.example.com/postgres:17')).toHaveLength(1);
  expect(warnings(`registry.example.com/postgres@sha256:${'0'.repeat(64)}`)).toEqual([]);
});

test('a database without a backup has no tasks yet, and says so', () => {
  const stack = new Stack(new App(), 'Alone', { env });
  const credentials = Secret.fromSecretNameV2(stack, 'Credentials', 'pegasus/database');
  const vpc = new Vpc(stack, 'Vpc');
  const database = ProtectedDatabase.selfManaged({ databaseName: 'pegasus', credentials, majorVersion: 17, vpc });
  expect(() => database._definition.candidateArn).toThrow('belongs to one PegasusBackup');
});

test('a vault is refused: there is nothing to put into it', () =>
  expect(() => selfManaged({}, { vault: { objects: true } })).toThrow('`vault` has `objects`'));

test.each([
  [{ majorVersion: 17 }, '`existingNetwork` is missing'],
  [{}, '`majorVersion` is missing'],
])('an environment with a self-managed database and %j says what is missing', (given, message) => {
  const credentialsSecretArn = `arn:aws:secretsmanager:${env.region}:${env.account}:secret:database-AbCdEf`;
  const existingDatabase = { databaseName: 'pegasus', credentialsSecretArn, ...given };
  const settings = { baseUrl: 'https://pegasus.example.com', existingDatabase };
  expect(() => new PegasusEnvironment(new App(), 'Environment', { settings })).toThrow(message);
});
