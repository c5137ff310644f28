import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { environmentsOf } from '../../bin/app-settings';
import { LongTransactions, PegasusEnvironment } from '../../lib';
import { plain } from './fixture';

const context: Record<string, unknown> = JSON.parse(readFileSync('cdk.json', 'utf8')).context;

/** An environment as `npx cdk synth` makes it, with its feature flags, checked by cdk-nag. */
function synthesise(name: string) {
  const app = new App({ context, outdir: mkdtempSync(join(tmpdir(), 'pegasus-backup-')) });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const [environment] = environmentsOf(context.environments, name);
  const stack = new PegasusEnvironment(app, `pegasus-${name}`, { settings: environment!.settings });
  const { messages } = app.synth().getStackArtifact(stack.artifactId);
  return { template: Template.fromStack(stack), messages: messages.map(({ entry }) => entry.data) };
}

const isMetric = (one: { readonly MetricStat?: object }): boolean => one.MetricStat !== undefined;

const COSTS = readFileSync('docs/costs.md', 'utf8');

/** Encrypts what is under way, and goes with the topic. */
const OF_TOPIC = 'BackupNotificationsKey1633B5D8';

/** What holds data: a changed id would delete it and make another. */
const STATEFUL =
  /^AWS::(S3::Bucket|RDS::DBInstance|RDS::DBSubnetGroup|Backup::BackupVault|KMS::Key|SecretsManager::Secret)$|^Custom::PegasusBackupTraffic$/;

describe.each(['dev', 'staging', 'prod'])('%s', (name) => {
  const { template, messages } = synthesise(name);
  const resources: Record<string, { Type: string; DeletionPolicy?: string }> = template.toJSON().Resources;

  test('is clean for cdk-nag and the synth itself, without a warning', () => {
    expect(messages).toEqual([]);
  });

  test('keeps the logical ids of what holds data', () => {
    const ids = Object.keys(resources).filter((id) => STATEFUL.test(resources[id]!.Type) && id !== OF_TOPIC);
    const golden: Record<string, string[]> = JSON.parse(readFileSync('test/golden/stateful-ids.json', 'utf8'));
    expect(ids.sort()).toEqual(golden[name]);
  });

  test('leaves what holds data when it goes', () => {
    const data = /^AWS::(S3::Bucket|RDS::DBInstance|Backup::BackupVault|KMS::Key|SecretsManager::Secret)$/;
    const gone = Object.keys(resources).filter(
      (id) => data.test(resources[id]!.Type) && !/Retain|Snapshot/.test(resources[id]!.DeletionPolicy ?? 'Delete'),
    );
    expect(gone).toEqual([OF_TOPIC]);
  });

  test('says where everything is', () => {
    expect(Object.keys(template.findOutputs('*'))).toEqual(
      expect.arrayContaining([
        'RestoreStateMachineArn',
        'DecisionStateMachineArn',
        'EvidenceBucketName',
        'ReportSigningKeyArn',
        'TrafficParameterName',
        'NotificationTopicArn',
      ]),
    );
  });

  test('has as many resources as the table of costs says', () => {
    const [, ...stated] = /resources in the template \| (\d+) \| (\d+) \| (\d+)/.exec(COSTS)!;
    expect(Object.keys(resources)).toHaveLength(Number(stated[['dev', 'staging', 'prod'].indexOf(name)]));
  });

  test('has as many alarms as the page of costs says, and each names the pair', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
    const [, stated, inProd] = / (\d+) alarms \((\d+) in prod\)/.exec(COSTS)!;
    expect(alarms).toHaveLength(Number(name === 'prod' ? inProd : stated));
    for (const { AlarmDescription } of alarms) expect(AlarmDescription).toContain(`pegasus-${name}/Backup`);

    // The alarm for the locks is in their line of the table.
    const watched = alarms
      .filter(({ AlarmDescription }) => !AlarmDescription.startsWith('LocksNotRenewed'))
      .flatMap(({ MetricName, Metrics = [] }) => (MetricName ? [MetricName] : Metrics.filter(isMetric)));
    const [, onMetrics] = / alarms on (\d+) metrics/.exec(COSTS)!;
    expect(watched).toHaveLength(Number(onMetrics));
  });

  test('stays far from the limit of 500 resources', () => {
    expect(Object.keys(resources).length).toBeLessThan(300);
  });
});

test('a second synth gives the same template, byte for byte, so that a diff is quiet', () => {
  const [first, second] = [synthesise('prod'), synthesise('prod')];
  expect(JSON.stringify(second.template.toJSON())).toBe(JSON.stringify(first.template.toJSON()));
});

test('prod has two zones, two NAT gateways, a vault and an approval', () => {
  const { template } = synthesise('prod');
  template.hasResourceProperties('AWS::RDS::DBInstance', { MultiAZ: true, BackupRetentionPeriod: 30 });
  template.resourceCountIs('AWS::EC2::NatGateway', 2);
  template.hasResourceProperties('AWS::S3::Bucket', { ObjectLockEnabled: true });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ APPROVAL: 'required' }) },
  });
});

test('dev is cheap: 7 days, one zone, no copy', () => {
  const { template } = synthesise('dev');
  template.hasResourceProperties('AWS::RDS::DBInstance', { MultiAZ: false, BackupRetentionPeriod: 7 });
  template.resourceCountIs('AWS::S3::Bucket', 3);
});

test('snapshots go to a vault of another region, and automated backups of a new database too', () => {
  const safe = 'arn:aws:backup:eu-central-1:123456789012:backup-vault:safe';
  const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/1';
  const vault = { copyToVaultArns: [safe], automatedBackups: { region: 'eu-central-1', keyArn } };
  const [given] = environmentsOf({ test: { baseUrl: 'https://pegasus.example.com', vault } }, 'test');
  const env = { account: '123456789012', region: 'eu-west-1' };
  const template = Template.fromStack(new PegasusEnvironment(new App(), 'Test', { env, settings: given!.settings }));
  template.hasResourceProperties('AWS::Backup::BackupPlan', {
    BackupPlan: { BackupPlanRule: [{ CopyActions: [{ DestinationBackupVaultArn: safe }] }] },
  });
  template.hasResourceProperties('AWS::RDS::DBInstance', {
    AutomaticBackupReplicationRegion: 'eu-central-1',
    AutomaticBackupReplicationKmsKeyId: keyArn,
  });
});

test('the mode of the locks is that of the copy that is made, and what is wanted of one that is given', () => {
  const env = { account: '123456789012', region: 'eu-west-1' };
  const locked = { baseUrl: 'https://pegasus.example.com', ...env, replication: 'vault', objectLockMode: 'COMPLIANCE' };
  const replicateTo = { bucketName: 'safe', account: '210987654321', region: 'eu-central-1', roleName: 'replication' };
  const { made, given } = Object.fromEntries(
    environmentsOf({ made: locked, given: { ...locked, replicateTo } }, undefined).map(({ name, settings }) => [
      name,
      Template.fromStack(new PegasusEnvironment(new App(), 'Test', { env, settings })),
    ]),
  );
  made!.hasResourceProperties('AWS::S3::Bucket', {
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE' } } },
  });
  given!.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { BACKUP_BUCKET: Match.serializedJson(Match.objectLike({ mode: 'COMPLIANCE' })) } },
  });
});

test('objects are copied to a bucket of another account, which admits the role by its name', () => {
  const env = { account: '123456789012', region: 'eu-west-1' };
  const replicateTo = { bucketName: 'safe', account: '210987654321', region: 'eu-central-1', roleName: 'replication' };
  const baseUrl = 'https://pegasus.example.com';
  const [given] = environmentsOf({ test: { baseUrl, ...env, replication: 'vault', replicateTo } }, 'test');
  const template = Template.fromStack(new PegasusEnvironment(new App(), 'Test', { env, settings: given!.settings }));
  template.hasResourceProperties('AWS::S3::Bucket', {
    ReplicationConfiguration: {
      Rules: [
        {
          DeleteMarkerReplication: { Status: 'Disabled' },
          Destination: {
            Account: '210987654321',
            Bucket: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::safe']] },
          },
        },
      ],
    },
  });
  template.hasResourceProperties('AWS::IAM::Role', { RoleName: 'replication' });
});

test('what writes is named, and switched in the order in which work begins', () => {
  const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:123456789012:${resource}`;
  const stack = new PegasusEnvironment(new App(), 'Writers', {
    settings: {
      baseUrl: 'https://pegasus.example.com',
      longTransactions: LongTransactions.end(Duration.minutes(1)),
      traffic: {
        parameterName: '/pegasus/traffic',
        roleArns: ['arn:aws:iam::123456789012:role/writer'],
        ecsServiceArns: [arn('ecs', 'service/cluster/api')],
        functionArns: [arn('lambda', 'function:worker')],
        eventSourceMappingIds: ['9c1f0a4e-1111-4222-8333-444455556666'],
        ruleArns: [arn('events', 'rule/own-bus/nightly'), arn('events', 'rule/hourly')],
        scheduleArns: [arn('scheduler', 'schedule/group/nightly')],
        scheduleTargetRoleArns: ['arn:aws:iam::123456789012:role/nightly'],
      },
    },
  });
  const template = Template.fromStack(stack);
  const freeze = Object.values(template.findResources('AWS::Lambda::Function')).find(({ Properties }) =>
    Properties.Description?.startsWith('FreezeWrites'),
  );
  const { TRAFFIC_PARAMETER, SWITCHES, DRAIN_SECONDS, LONG_TRANSACTIONS } = freeze!.Properties.Environment.Variables;
  expect([TRAFFIC_PARAMETER, DRAIN_SECONDS, LONG_TRANSACTIONS]).toEqual(['/pegasus/traffic', '60', 'end']);
  expect(JSON.parse(plain(SWITCHES))).toEqual([
    // Its handler takes the bus out of the name.
    { kind: 'rule', name: 'own-bus/nightly', eventBus: 'own-bus' },
    { kind: 'rule', name: 'hourly' },
    { kind: 'schedule', name: 'nightly', group: 'group' },
    { kind: 'event-source-mapping', id: '9c1f0a4e-1111-4222-8333-444455556666' },
    { kind: 'lambda-function', functionName: 'worker', lowTrafficConcurrency: 1 },
    { kind: 'ecs-service', cluster: 'cluster', service: 'api', lowTrafficCount: 1 },
    {
      kind: 'deny-writes',
      roleArn: 'arn:aws:iam::123456789012:role/writer',
      objectsArn: expect.stringMatching(/pegasus\/\*$/),
      policyArn: expect.stringContaining('FreezePolicy'),
    },
  ]);
});

test('F116 a schedule without the role of its target is refused', () => {
  const scheduleArns = ['arn:aws:scheduler:eu-west-1:123456789012:schedule/group/nightly'];
  const settings = { baseUrl: 'https://pegasus.example.com', traffic: { scheduleArns } };
  expect(() => new PegasusEnvironment(new App(), 'Schedules', { settings })).toThrow(
    '`scheduleArns` names 1 schedules and `scheduleTargetRoleArns` 0 roles; one for each is needed',
  );
});

test('existing stores are taken as they are, without a network', () => {
  const stack = new PegasusEnvironment(new App(), 'Existing', {
    settings: {
      baseUrl: 'http://127.0.0.1:3000',
      allowPrivateAddresses: true,
      existingDatabase: {
        instanceIdentifier: 'lectures',
        credentialsSecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:database-AbCdEf',
      },
      existingBucket: { bucketName: 'lectures-objects' },
      writeTokenSecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:token-AbCdEf',
      cutOverSecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:application-AbCdEf',
      notifyEmail: 'on-call@example.com',
    },
  });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::RDS::DBInstance', 0);
  template.resourceCountIs('AWS::EC2::VPC', 0);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({ PROTECTED_BUCKET: 'lectures-objects', DATABASE_IDENTIFIER: 'lectures' }),
    },
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({
        CUT_OVER: JSON.stringify({
          kind: 'secret',
          secretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:application-AbCdEf',
        }),
      }),
    },
  });
  template.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: 'on-call@example.com' });
});

test('handlers for an existing database run in the network that is given', () => {
  const stack = new PegasusEnvironment(new App(), 'Existing', {
    settings: {
      baseUrl: 'https://lectures.example.com',
      existingDatabase: {
        instanceIdentifier: 'lectures',
        credentialsSecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:database-AbCdEf',
        securityGroupIds: ['sg-0123456789abcdef0'],
      },
      existingNetwork: {
        vpcId: 'vpc-0123456789abcdef0',
        availabilityZones: ['eu-west-1a'],
        subnetIds: ['subnet-0123456789abcdef0'],
      },
    },
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Lambda::Function', {
    VpcConfig: Match.objectLike({ SubnetIds: ['subnet-0123456789abcdef0'] }),
  });
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-0123456789abcdef0' });
});
